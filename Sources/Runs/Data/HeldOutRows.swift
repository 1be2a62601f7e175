import Datasets

/// The training rows that are held out to choose the checkpoint `best`: drawn one by one, or, for
/// sequences whose windows overlap, subject by subject.
struct HeldOutRows {
  let rows: [Int]
  /// The people whose sequences these are; nil for images.
  let subjects: [Int]?

  init(_ settings: Settings, of train: any LabelledSamples) throws(DatasetError) {
    // Another seed than the labels', so that which rows are held out does not depend on the labelled.
    let seed = ~settings.splitSeed
    if let sequences = train as? LabelledSequences {
      let split = try SubjectSplit(
        holdingOut: settings.validationShare, of: sequences.subjects, seed: seed)
      rows = split.heldOut
      subjects = split.heldOutSubjects
    } else {
      let count = Int((settings.validationShare * Double(train.count)).rounded())
      rows = try LabelSplit(
        keeping: count, of: train.labels, classCount: train.classCount, seed: seed
      ).indices
      subjects = nil
    }
  }
}

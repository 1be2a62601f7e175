import Datasets

/// The training rows that are held out to choose the checkpoint `best`: drawn one by one, or, for
/// sequences whose windows overlap, subject by subject, or, where one's own rows have groups, group by
/// group.
struct HeldOutRows {
  let rows: [Int]
  /// The people whose sequences these are; nil for other data.
  let subjects: [Int]?

  init(_ settings: Settings, of train: any LabelledSamples) throws(DatasetError) {
    // Another seed than the labels', so that which rows are held out does not depend on the labelled.
    let seed = ~settings.splitSeed
    if let sequences = train as? LabelledSequences {
      let split = try SubjectSplit(
        holdingOut: settings.validationShare, of: sequences.subjects, seed: seed)
      rows = split.heldOut
      subjects = split.heldOutSubjects
    } else if let groups = (train as? ArraySamples)?.groups {
      let numbers = Dictionary(
        uniqueKeysWithValues: Set(groups).sorted().enumerated().map { ($0.element, $0.offset) })
      let group = groups.map { name in
        guard let number = numbers[name] else { preconditionFailure("group \(name) has no number") }
        return number
      }
      rows = try SubjectSplit(holdingOut: settings.validationShare, of: group, seed: seed).heldOut
      subjects = nil
    } else {
      let count = Int((settings.validationShare * Double(train.count)).rounded())
      rows = try LabelSplit(
        keeping: count, of: train.labels, classCount: train.classCount, seed: seed
      ).indices
      subjects = nil
    }
  }
}

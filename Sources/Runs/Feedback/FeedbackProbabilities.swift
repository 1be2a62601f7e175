import Layers
import Models
import Training

/// How probable it is, by π, that samples are false positives and false negatives; of a sequence, the means
/// over its steps.
struct FeedbackProbabilities {
  private(set) var falsePositives: [Double] = []
  private(set) var falseNegatives: [Double] = []

  /// - Parameter values: the values of some samples, one after the other.
  /// - Precondition: the model's first head has the classes of feedback.
  /// - Throws: `ComputeError`, or what `values` throws.
  init(
    count: Int, by predictor: Predictor, values: (Range<Int>) throws -> [Float]
  ) throws {
    guard let head = predictor.model.heads.first else {
      preconditionFailure("a model without classes has none of feedback")
    }
    let name = head.output("probabilities")
    try predictor.forEachBatch(of: count, outputs: [name], samples: values) { batch in
      let rows = MeanProbabilities(batch.outputs[name], count: batch.rows.count, of: head)
      for row in rows.values {
        falsePositives.append(row[head.classes - FeedbackRows.classNames.count])
        falseNegatives.append(row[head.classes - 1])
      }
    }
  }
}

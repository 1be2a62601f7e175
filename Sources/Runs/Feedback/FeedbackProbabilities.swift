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
      let rows = MeanProbabilities(batch.outputs[name], named: name, classes: head.classes)
      for row in 0..<batch.rows.count {
        let probabilities = rows[row]
        falsePositives.append(probabilities[head.classes - FeedbackRows.classNames.count])
        falseNegatives.append(probabilities[head.classes - 1])
      }
    }
  }
}

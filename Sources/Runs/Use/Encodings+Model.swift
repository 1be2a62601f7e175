import Datasets
import Evaluation
import Training

extension Encodings {
  /// The posterior means of samples, with their labels as factors; each is encoded once.
  ///
  /// - Throws: `ComputeError`, `DatasetError` where a file cannot be read, `EvaluationError` where a
  ///   mean is not a number.
  init(
    of sets: [any LabelledSamples], by predictor: Predictor, _ report: (RunEvent) -> Void
  ) throws {
    let total = sets.reduce(0) { $0 + $1.count }
    var values: [Float] = []
    var (done, dimensions) = (0, 0)
    for samples in sets {
      try predictor.forEachBatch(of: samples, outputs: ["mean"]) { batch in
        guard let means = batch.outputs["mean"] else {
          preconditionFailure("the model has no encoder")
        }
        values += means.values
        dimensions = means.shape.last
        done += batch.rows.count
        report(.progress("encodings", done: done, total: total))
      }
    }
    let columns = sets.first?.factors ?? []
    let factors = columns.indices.map { index in
      Factor(
        name: columns[index].name, classCount: columns[index].classCount,
        values: sets.flatMap { $0.factors[index].values })
    }
    try self.init(values: values, dimensions: dimensions, factors: factors)
  }
}

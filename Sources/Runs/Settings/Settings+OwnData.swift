import Datasets
import Models

extension Settings {
  /// The defaults for one's own data: a model by the samples' form, the number of values of a sample as
  /// weight of the classification term, and a batch of all rows where there are few. A new run takes
  /// `leastSteps` steps at least.
  ///
  /// - Parameter data: the path of the file or folder.
  init(own dataset: ArrayDataset, data: String) {
    let description = dataset.description
    self.init(
      .own, data: data, model: Self.model(for: description),
      family: description.heads.isEmpty ? .eu : .ss)
    labelWeight = Double(description.valuesPerSample)
    batchSize = min(batchSize, dataset.train.count)
    if description.kind == .sequence { learningRate = 1e-3 }
  }

  /// `cnn` for images of at least 16 × 16 pixels, `rnn` for sequences, else `dense`.
  private static func model(for description: DataDescription) -> ModelChoice {
    switch description.kind {
    case .image: description.sampleShape[..<2].allSatisfy { $0 >= 16 } ? .cnn : .dense
    case .sequence: .rnn
    case .table: .dense
    }
  }
}

public import Datasets

/// Training batches of labelled samples: their values as they are stored, and the labels of every factor.
public struct SampleBatches: Sendable {
  private let samples: any LabelledSamples
  private var sampler: BatchSampler

  public init(_ samples: any LabelledSamples, sampler: BatchSampler) {
    self.samples = samples
    self.sampler = sampler
  }

  /// The number of steps of an epoch.
  public var stepsPerEpoch: Int { sampler.stepsPerEpoch }

  /// The position of the sampler, for a checkpoint.
  public var position: BatchSampler.Position { sampler.position }

  /// Continues from a saved position.
  ///
  /// - Throws: `DatasetError` when the position does not fit the data.
  public mutating func move(to position: BatchSampler.Position) throws(DatasetError) {
    try sampler.move(to: position)
  }

  /// Draws the rows of the next batch without reading them.
  package mutating func nextRows() -> BatchSampler.Batch { sampler.next() }

  /// Reads the next batch.
  ///
  /// - Throws: `DatasetError` where a file cannot be read.
  public mutating func next() throws(DatasetError) -> TrainingBatch {
    let batch = nextRows()
    return TrainingBatch(
      x: try samples.storedValues(of: batch.rows),
      labels: samples.factors.map { factor in batch.rows.map { factor.values[$0] } },
      labelled: batch.labelled.map { $0 ? 1 : 0 })
  }
}

public import Datasets

/// Training batches from labelled samples: their values, and labels of every factor.
public struct SampleBatches: Sendable {
  private let samples: any LabelledSamples
  private var sampler: BatchSampler

  public init(_ samples: any LabelledSamples, sampler: BatchSampler) {
    self.samples = samples
    self.sampler = sampler
  }

  /// Steps that make one epoch.
  public var stepsPerEpoch: Int { sampler.stepsPerEpoch }

  /// Where the sampler stands, for a checkpoint.
  public var position: BatchSampler.Position { sampler.position }

  /// Goes on from a saved position.
  ///
  /// - Throws: `DatasetError` when the position does not fit the data.
  public mutating func move(to position: BatchSampler.Position) throws(DatasetError) {
    try sampler.move(to: position)
  }

  /// The next batch; its samples are read now.
  ///
  /// - Throws: `DatasetError` where a file cannot be read.
  public mutating func next() throws(DatasetError) -> TrainingBatch {
    let batch = sampler.next()
    return TrainingBatch(
      x: try samples.values(of: batch.rows),
      labels: samples.factors.map { factor in batch.rows.map { Int32(factor.values[$0]) } },
      labelled: batch.labelled.map { $0 ? 1 : 0 })
  }
}

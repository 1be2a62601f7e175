public import Datasets

/// Training batches from images in memory: bytes divided by 255, labels of every factor.
public struct ImageBatches: Sendable {
  private let images: LabelledImages
  private var sampler: BatchSampler

  public init(_ images: LabelledImages, sampler: BatchSampler) {
    self.images = images
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

  /// The next batch.
  public mutating func next() -> TrainingBatch {
    let batch = sampler.next()
    let size = images.valuesPerImage
    let x = [Float](unsafeUninitializedCapacity: batch.rows.count * size) { values, count in
      images.images.withUnsafeBufferPointer { bytes in
        for (position, row) in batch.rows.enumerated() {
          for element in 0..<size {
            values[position * size + element] = Float(bytes[row * size + element]) / 255
          }
        }
      }
      count = batch.rows.count * size
    }
    return TrainingBatch(
      x: x,
      labels: images.factors.map { factor in batch.rows.map { Int32(factor.values[$0]) } },
      labelled: batch.labelled.map { $0 ? 1 : 0 })
  }
}

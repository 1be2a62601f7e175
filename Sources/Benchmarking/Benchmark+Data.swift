import Datasets
import Layers
import Training

extension Benchmark {
  /// Samples of random values, half of them labelled where the family uses labels.
  func syntheticBatches() throws -> SampleBatches {
    let (count, model) = (max(1024, 2 * batchSize), try settings.makeModel())
    var state = seed
    let size = count * model.inputShape.count
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { bytes, filled in
      for index in 0..<size {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[index] = UInt8(truncatingIfNeeded: state >> 56)
      }
      filled = size
    }
    let mode: BatchSampler.Mode =
      switch family {
      case .ss: .semiSupervised
      case .es: .supervised
      case .eu: .unsupervised
      }
    return SampleBatches(
      samples(bytes, count: count, of: model),
      sampler: try BatchSampler(
        rowCount: count, labelled: Array(0..<count / 2), unlabelled: Array(count / 2..<count),
        batchSize: batchSize, mode: mode, seed: seed))
  }

  /// Bytes as the images, or as values from −2 to 2 of the sequences, that a model reads.
  private func samples(
    _ bytes: [UInt8], count: Int, of model: any GenerativeModel
  ) -> any LabelledSamples {
    let shape = model.inputShape
    let heads = model.heads.isEmpty ? [CategoricalHead(classes: 10)] : model.heads
    let labels = heads.map { head in (0..<count).map { UInt8($0 % head.classes) } }
    guard shape.rank == 3 else {
      return LabelledSequences(
        values: bytes.map { Float($0) / 64 - 2 }, steps: shape[0],
        channelNames: (1...shape[1]).map { "channel \($0)" }, labels: labels[0],
        classNames: (0..<heads[0].classes).map { "\($0)" }, subjects: Array(0..<count))
    }
    return LabelledImages(
      images: bytes, height: shape[0], width: shape[1], channels: shape[2],
      factors: zip(heads, labels).map { head, labels in
        LabelColumn(name: head.name, classCount: head.classes, values: labels)
      })
  }
}

import Graphs

/// The last rows of the table, which depend on the device.
extension FusionRule {
  /// All readers of a tensor compute it as they load it.
  static let recomputing: [FusionRule] = [
    // An element is loaded, and so normalised, once for each tap of a window and each tile of channels:
    // only activations that cost a few instructions, without an exponential, are worth that.
    .recomputing(
      "normalised operand of a convolution", Normalize.self, in: (any NormalizingReader).self,
      saving: "the normalised tensor, written once and read twice",
      where: {
        [.identity, .relu].contains($0.producer.activation)
          && $0.reader.canNormalize($0.operand, $0.readerInputs, for: $1)
      },
      to: { $0.reader.normalizing($0.operand, $0.readerInputs, by: $0.producer) }),
    .recomputing(
      "slice of a sample's gradient", Slice.self, in: GaussianSampleGradient.self,
      saving: passOverResult,
      where: { neighbours, _ in
        neighbours.operand == 0 && neighbours.producer.axis == .last
          && neighbours.reader.slice == nil
      },
      to: {
        Fused(
          $0.reader.slicing($0.producer.range),
          inputs: [.neighbour(0)] + $0.readerInputs.indices.dropFirst().map { .own($0) })
      }),
    .recomputing(
      "sample in the code", GaussianSample.self, in: (any Joining).self, saving: passOverResult,
      where: { neighbours, _ in
        JoinedCode.canCompute(
          .sample(neighbours.producer.noise), as: neighbours.operand, in: neighbours.reader,
          neighbours.readerInputs)
      },
      to: { JoinedCode.computing(.sample($0.producer.noise), $0) }),
    .recomputing(
      "softmax in the code", Softmax.self, in: (any Joining).self, saving: passOverResult,
      where: { neighbours, _ in
        JoinedCode.canCompute(
          .softmax, as: neighbours.operand, in: neighbours.reader, neighbours.readerInputs)
      },
      to: { JoinedCode.computing(.softmax, $0) }),
    .recomputing(
      "recurrence over rows", Reshape.self, in: LSTM.self,
      saving: "nothing by itself: it lets the recurrence meet the product before the reshape",
      where: {
        $1.family == .cpu && $0.operand == 0
          && $0.reader.readsRows(of: $0.producerInputs[0], $0.readerInputs)
      },
      to: { $0.reader.readingRows($0.readerInputs) }),
    // By itself the product has better register tiles, but it stores gates that are read only once.
    .recomputing(
      "recurrence with its product", MatrixProduct.self, in: SequenceLSTM.self,
      saving: "the gates of all steps, written once and read once",
      where: { neighbours, _ in
        neighbours.operand == 0 && !neighbours.reader.projects && !neighbours.reader.keepsState
          && neighbours.producer == MatrixProduct(hasBias: true)
      },
      to: { $0.reader.projecting($0.readerInputs) }),
  ]

  /// Outputs that nothing reads are not computed.
  static let narrowing: [FusionRule] = [
    .narrowing(
      "recurrence without state", SequenceLSTM.self,
      saving: "gates and cell states, which only the gradient reads", to: { $0.withoutState })
  ]
}

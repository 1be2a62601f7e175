import Graphs
import Layers

extension LayerStack {
  /// The encoder for samples of this shape. A vector is made before the first dense layer, or at the end.
  ///
  /// - Throws: `ArchitectureError` where a layer does not read the shape that arrives.
  static func encoder(
    of architecture: Architecture, for sample: SampleForm
  ) throws(ArchitectureError) -> LayerStack {
    var stack = LayerStack("encoder", of: architecture, for: sample, input: sample.shape)
    for (layer, name) in zip(architecture.encoder, architecture.encoder.pathNames) {
      switch layer.kind {
      case .convolution(let channels, let kernel, let stride, let activation):
        guard stack.shape.rank == 3 else {
          throw stack.mismatch(layer, name, "a picture [height, width, channels]")
        }
        let convolution = Convolution2D(
          channels, kernel: kernel, stride: stride, activation: activation)
        try stack.append(.convolution(name, convolution, of: stack.shape), at: layer)
      case .picture, .deconvolution:
        throw stack.error(
          layer, name, found: "a layer of decoders",
          expected: "dense with units, convolution, lstm, batch_norm or dropout",
          advice: "change the layer")
      case .dense:
        try stack.flatten()
        try stack.append(layer, named: name)
      case .lstm, .batchNorm, .dropout:
        try stack.append(layer, named: name)
      }
    }
    try stack.flatten()
    return stack
  }
}

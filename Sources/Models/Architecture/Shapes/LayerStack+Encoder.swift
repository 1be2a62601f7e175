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
      case .convolution(let channels, let kernel, let stride, let groups, let activation):
        try stack.checkPicture(layer, name, groups: groups)
        let convolution = Convolution2D(
          channels, kernel: kernel, stride: stride, groups: groups, activation: activation)
        try stack.append(.convolution(name, convolution, of: stack.shape), at: layer)
      case .residual(let channels, let groups, let stride):
        try stack.checkPicture(layer, name)
        let block = ResidualBlock(channels, groups: groups, stride: stride)
        try stack.append(.residual(name, block, of: stack.shape), at: layer)
      case .picture, .deconvolution:
        throw stack.error(
          layer, name, found: "a layer of decoders",
          expected: "dense with units, convolution, residual, lstm, batch_norm or dropout",
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

  /// - Throws: `ArchitectureError` where no picture with such channels arrives.
  private func checkPicture(
    _ layer: ArchitectureLayer, _ name: String, groups: Int = 1
  ) throws(ArchitectureError) {
    guard shape.rank == 3, shape.last.isMultiple(of: groups) else {
      let channels = groups == 1 ? "channels" : "a multiple of \(groups) channels"
      throw mismatch(layer, name, "a picture [height, width, \(channels)]")
    }
  }
}

import Basics
import Graphs
import Layers

extension LayerStack {
  /// The decoder without its output layer, for a code of this shape.
  ///
  /// Each deconvolution has the size of which a convolution of its stride makes its input's size; the
  /// last one has the data's.
  ///
  /// - Throws: `ArchitectureError` where a layer does not read the shape that arrives.
  static func decoder(
    of architecture: Architecture, code: Shape, for sample: SampleForm
  ) throws(ArchitectureError) -> LayerStack {
    var stack = LayerStack("decoder", of: architecture, for: sample, input: code)
    let layers = architecture.decoderLayers
    var sizes = PictureSizes(layers, sample)
    /// The picture that a dense layer fills, until the first deconvolution reads it.
    var picture: Shape?
    for (layer, name) in zip(layers, layers.pathNames) {
      switch layer.kind {
      case .picture(let channels, let activation):
        guard picture == nil, stack.shape.rank == 1, let smallest = sizes.next else {
          throw stack.misplaced(layer, name)
        }
        let filled: Shape = [smallest.height, smallest.width, channels]
        try stack.append(.dense(name, filled.count, activation, of: stack.shape), at: layer)
        picture = filled
      case .deconvolution(let channels, let kernel, let stride, let activation):
        guard sample.kind == .image else {
          throw stack.error(
            layer, name, found: "\(sample.description)",
            expected: "pictures [height, width, channels]", advice: "change the layer")
        }
        if let filled = picture {
          try stack.append(.reshape("reshape", to: filled), at: nil)
          picture = nil
        }
        guard stack.shape.rank == 3 else {
          throw stack.mismatch(
            layer, name, "a picture [height, width, channels]",
            advice: "put a dense layer with channels instead of units before it")
        }
        let (height, width) = sizes.removeFirst()
        let deconvolution = TransposedConvolution2D(
          channels, kernel: kernel, stride: stride, height: height, width: width,
          activation: activation)
        try stack.append(
          .deconvolution(name, deconvolution, height: height, width: width, of: stack.shape),
          at: layer)
      case .convolution:
        throw stack.ofEncoders(
          layer, name, advice: "a deconvolution of stride 1 does the same")
      case .residual:
        throw stack.ofEncoders(layer, name, advice: "make it a deconvolution")
      case .dense, .lstm:
        guard picture == nil else {
          throw stack.error(
            layer, name, found: "a dense layer with channels before it",
            expected: "a deconvolution, batch_norm or dropout",
            advice: "let the last dense layer have the channels")
        }
        try stack.append(layer, named: name)
      case .batchNorm, .dropout:
        try stack.append(layer, named: name)
      }
    }
    return stack
  }

  private func ofEncoders(
    _ layer: ArchitectureLayer, _ name: String, advice: String
  ) -> ArchitectureError {
    error(
      layer, name, found: "a layer of encoders",
      expected: "dense, deconvolution, lstm, batch_norm or dropout", advice: advice)
  }

  private func misplaced(_ layer: ArchitectureLayer, _ name: String) -> ArchitectureError {
    error(
      layer, name, found: "channels instead of units",
      expected: "a dense layer of channels only as the last one before a deconvolution",
      advice: "give it units")
  }
}

/// The sizes of pictures in a decoder, computed backwards from the data's.
private struct PictureSizes {
  /// The size that arrives at the first deconvolution, then those of the deconvolutions that are left.
  private var sizes: [(height: Int, width: Int)] = []

  init(_ layers: [ArchitectureLayer], _ sample: SampleForm) {
    guard sample.kind == .image else { return }
    var size = (height: sample.shape[0], width: sample.shape[1])
    sizes = [size]
    for layer in layers.reversed() {
      guard case .deconvolution(_, _, let stride, _) = layer.kind else { continue }
      size = (
        size.height.dividedRoundingUp(by: stride), size.width.dividedRoundingUp(by: stride)
      )
      sizes.insert(size, at: 0)
    }
  }

  /// What the next deconvolution reads; nil if there is none.
  var next: (height: Int, width: Int)? { sizes.count > 1 ? sizes[0] : nil }

  /// The size that the next deconvolution gives.
  mutating func removeFirst() -> (height: Int, width: Int) {
    precondition(sizes.count > 1, "a deconvolution without a size")
    sizes.removeFirst()
    return sizes[0]
  }
}

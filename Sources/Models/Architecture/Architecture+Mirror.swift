extension Architecture {
  /// The decoder's layers in order, without the output layer.
  ///
  /// A mirror has the encoder's dense layers, convolutions and LSTMs in reverse order, each with the
  /// batch norm and dropout that follow it; those at the encoder's start have no counterpart. A
  /// convolution becomes a deconvolution of as many channels, not in groups, and a residual block one with a
  /// 3×3 kernel and its stride, batch norm and relu. Before the first of these, the last dense
  /// layer fills the smallest picture instead of giving its units; an encoder without dense layers gets
  /// one, with relu. Layers are numbered anew.
  public var decoderLayers: [ArchitectureLayer] {
    switch decoder {
    case .layers(let layers): layers
    case .mirror: mirrored
    }
  }

  private var mirrored: [ArchitectureLayer] {
    var blocks: [[ArchitectureLayer]] = []
    for layer in encoder {
      if layer.hasWeights {
        blocks.append([layer])
      } else if !blocks.isEmpty {
        blocks[blocks.count - 1].append(layer)
      }
    }
    var layers = blocks.reversed().flatMap { $0 }.flatMap(\.mirrored)
    let first = layers.firstIndex { if case .deconvolution = $0.kind { true } else { false } }
    guard let first, case .deconvolution(let channels, _, _, _) = layers[first].kind else {
      return layers
    }
    for index in layers.indices[..<first].reversed() {
      if case .dense(_, let activation) = layers[index].kind {
        layers[index].kind = .picture(channels: channels, activation: activation)
        return layers
      }
    }
    let filling = layers[first].with(.picture(channels: channels, activation: .relu))
    return layers[..<first] + [filling] + layers[first...]
  }
}

extension ArchitectureLayer {
  /// Whether the layer mixes channels or steps; batch norm and dropout go with the layer before them.
  fileprivate var hasWeights: Bool {
    switch kind {
    case .dense, .picture, .convolution, .residual, .deconvolution, .lstm: true
    case .batchNorm, .dropout: false
    }
  }

  fileprivate var mirrored: [ArchitectureLayer] {
    var layer = self
    layer.name = nil
    switch kind {
    case .convolution(let channels, let kernel, let stride, _, let activation):
      return [
        layer.with(
          .deconvolution(
            channels: channels, kernel: kernel, stride: stride, activation: activation))
      ]
    case .residual(let channels, _, let stride):
      return [
        layer.with(
          .deconvolution(channels: channels, kernel: 3, stride: stride, activation: .identity)),
        layer.with(.batchNorm(activation: .relu)),
      ]
    case .dense, .picture, .deconvolution, .lstm, .batchNorm, .dropout: return [layer]
    }
  }
}

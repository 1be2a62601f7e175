extension [ArchitectureLayer] {
  /// The layers' names in the paths of their parameters: their own, else the kind with a number that
  /// counts the layers of the kind without a name of their own.
  var pathNames: [String] {
    var counts: [String: Int] = [:]
    return map { layer in
      if let name = layer.name { return name }
      let stem = layer.kind.stem
      counts[stem, default: 0] += 1
      return "\(stem)\(counts[stem, default: 0])"
    }
  }
}

extension ArchitectureLayer.Kind {
  /// The first part of a numbered name, as Keras has it.
  fileprivate var stem: String {
    switch self {
    case .dense, .picture: "dense"
    case .convolution: "conv"
    case .deconvolution: "deconv"
    case .residual: "block"
    case .lstm: "lstm"
    case .batchNorm: "bn"
    case .dropout: "dropout"
    }
  }
}

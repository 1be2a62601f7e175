import Operations

extension Architecture {
  /// The architecture as a file, one layer a line, which `init(toml:path:)` reads.
  ///
  /// A comment says which table of the paper it is, if it is one.
  public var toml: String {
    var lines = table.map { ["# Table \($0) of the paper."] } ?? []
    lines += [
      "latent = \(latent)", "decoder_reads = \"\(decoderReads.rawValue)\"",
      "observation = \"\(observation.rawValue)\"",
    ]
    if observation == .gaussian || minimumDeviation != Self.usualDeviation {
      lines.append("minimum_deviation = \(minimumDeviation)")
    }
    if hasDeconvolutions || outputKernel != 1 { lines.append("output_kernel = \(outputKernel)") }
    lines += ["", "encoder = ["] + encoder.map { "  \($0.toml)," } + ["]"]
    switch decoder {
    case .mirror: lines += ["", "decoder = \"mirror\""]
    case .layers(let layers):
      lines += ["", "decoder = ["] + layers.map { "  \($0.toml)," } + ["]"]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension ArchitectureLayer {
  /// The layer as an inline table; what has its usual value is left out.
  fileprivate var toml: String {
    var pairs: [String]
    switch kind {
    case .dense(let units, let activation):
      pairs = [Self.word(.dense), "units = \(units)"] + Self.pairs(activation)
    case .picture(let channels, let activation):
      pairs = [Self.word(.dense), "channels = \(channels)"] + Self.pairs(activation)
    case .convolution(let channels, let kernel, let stride, let groups, let activation):
      pairs =
        [Self.word(.convolution)] + Self.pairs(channels, kernel, stride)
        + Self.pairs("groups", groups)
        + Self.pairs(activation)
    case .residual(let channels, let groups, let stride):
      pairs =
        [Self.word(.residual), "channels = \(channels)"] + Self.pairs("groups", groups)
        + Self.pairs("stride", stride)
    case .deconvolution(let channels, let kernel, let stride, let activation):
      pairs =
        [Self.word(.deconvolution)] + Self.pairs(channels, kernel, stride)
        + Self.pairs(activation)
    case .lstm(let units, let activation):
      pairs = [Self.word(.lstm), "units = \(units)"]
      if activation != .sigmoid {
        pairs.append("recurrent_activation = \"\(activation.rawValue)\"")
      }
    case .batchNorm(let activation): pairs = [Self.word(.batchNorm)] + Self.pairs(activation)
    case .dropout(let rate): pairs = [Self.word(.dropout), "rate = \(rate)"]
    }
    if let name { pairs.append("name = \"\(name)\"") }
    return "{ \(pairs.joined(separator: ", ")) }"
  }

  private static func word(_ word: LayerWord) -> String { "layer = \"\(word.rawValue)\"" }

  private static func pairs(_ channels: Int, _ kernel: Int, _ stride: Int) -> [String] {
    ["channels = \(channels)", "kernel = \(kernel)"] + pairs("stride", stride)
  }

  /// A number that is 1 where it is left out.
  private static func pairs(_ key: String, _ number: Int) -> [String] {
    number == 1 ? [] : ["\(key) = \(number)"]
  }

  private static func pairs(_ activation: Activation) -> [String] {
    activation == .identity ? [] : ["activation = \"\(activation)\""]
  }
}

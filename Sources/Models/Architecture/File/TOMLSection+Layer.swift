import Operations

extension TOMLSection {
  /// The layer that the table describes. Ranges are checked with the whole architecture.
  func layer() throws(ArchitectureError) -> ArchitectureLayer {
    guard let word: LayerWord = try choice("layer", name: \.rawValue) else {
      throw error(
        "layer", found: "no such key", expected: LayerWord.list, advice: "add the key")
    }
    try check(keys: ["layer"] + word.keys, of: word.rawValue)
    return ArchitectureLayer(
      try kind(word), name: try text("name", expected: "a text"))
  }

  private func kind(_ word: LayerWord) throws(ArchitectureError) -> ArchitectureLayer.Kind {
    switch word {
    case .dense: return try dense()
    case .convolution:
      return .convolution(
        channels: try units("channels"), kernel: try kernel(), stride: try stride(),
        groups: try groups(), activation: try activation())
    case .residual:
      return .residual(
        channels: try units("channels"), groups: try groups(), stride: try stride())
    case .deconvolution:
      return .deconvolution(
        channels: try units("channels"), kernel: try kernel(), stride: try stride(),
        activation: try activation())
    case .lstm:
      let activation: RecurrentActivation? = try choice("recurrent_activation", name: \.rawValue)
      return .lstm(units: try units("units"), recurrentActivation: activation ?? .sigmoid)
    case .batchNorm: return .batchNorm(activation: try activation())
    case .dropout:
      let expected = "a number from 0 to less than 1"
      guard let rate = try number("rate", expected: expected) else {
        throw missing("rate", expected)
      }
      return .dropout(rate: rate)
    }
  }

  /// Units, or the channels of the smallest picture.
  private func dense() throws(ArchitectureError) -> ArchitectureLayer.Kind {
    let activation = try activation()
    guard table["channels"] != nil else {
      return .dense(units: try units("units"), activation: activation)
    }
    guard table["units"] == nil else {
      throw error(
        "units", found: "units and channels", expected: "one of them",
        advice: "keep channels only in a decoder, for what its first deconvolution reads")
    }
    return .picture(channels: try units("channels"), activation: activation)
  }

  private func units(_ key: String) throws(ArchitectureError) -> Int {
    try required(key, ArchitectureLimits.units)
  }

  private func kernel() throws(ArchitectureError) -> Int {
    try required("kernel", ArchitectureLimits.kernel)
  }

  private func stride() throws(ArchitectureError) -> Int {
    try whole("stride", expected: ArchitectureLimits.text(ArchitectureLimits.stride)) ?? 1
  }

  private func groups() throws(ArchitectureError) -> Int {
    try whole("groups", expected: ArchitectureLimits.text(ArchitectureLimits.groups)) ?? 1
  }

  private func activation() throws(ArchitectureError) -> Activation {
    try choice("activation") { "\($0)" } ?? .identity
  }

  private func required(
    _ key: String, _ range: ClosedRange<Int>
  ) throws(ArchitectureError) -> Int {
    let expected = ArchitectureLimits.text(range)
    guard let number = try whole(key, expected: expected) else { throw missing(key, expected) }
    return number
  }

  private func missing(_ key: String, _ expected: String) -> ArchitectureError {
    error(key, found: "no such key", expected: expected, advice: "add the key")
  }
}

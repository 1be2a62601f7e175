import Graphs
import Layers

/// Layers with sizes, applied in order to a sample of a known shape.
struct LayerStack {
  /// `encoder` or `decoder`.
  let part: String
  let source: ArchitectureSource
  /// Whether the first axis of a sequence is kept.
  let isPerStep: Bool
  /// The shape that arrives at the next layer: [height, width, channels], [steps, values] or [values].
  private(set) var shape: Shape
  private(set) var layers: [ResolvedLayer] = []

  init(_ part: String, of architecture: Architecture, for sample: SampleForm, input: Shape) {
    self.part = part
    source = architecture.source
    isPerStep = architecture.isPerStep && sample.kind == .sequence
    shape = input
  }

  /// - Throws: `ArchitectureError` where the layer is too large.
  mutating func append(
    _ layer: ResolvedLayer, at place: ArchitectureLayer?
  ) throws(ArchitectureError) {
    try source.check(layer, "\(part).\(layer.name)", line: place?.line)
    layers.append(layer)
    shape = layer.output
  }

  /// Appends one of the layers that encoder and decoder share.
  mutating func append(
    _ place: ArchitectureLayer, named name: String
  ) throws(ArchitectureError) {
    switch place.kind {
    case .dense(let units, let activation):
      guard shape.rank == (isPerStep ? 2 : 1) else {
        throw mismatch(place, name, "a vector [values]")
      }
      try append(.dense(name, units, activation, of: shape), at: place)
    case .lstm(let units, let recurrentActivation):
      guard shape.rank == 2 else { throw mismatch(place, name, "a sequence [steps, values]") }
      let layer = LSTMLayer(units, recurrentActivation: recurrentActivation)
      try append(.lstm(name, layer, of: shape), at: place)
    case .batchNorm(let activation):
      try append(.batchNorm(name, activation, of: shape), at: place)
    case .dropout(let rate):
      try append(ResolvedLayer(name, DropoutLayer(rate: rate), output: shape), at: place)
    case .picture, .convolution, .residual, .deconvolution:
      preconditionFailure("\(part).\(name): \(place.kind) belongs to one of encoder and decoder")
    }
  }

  /// Makes a vector of a picture, or of a sequence whose steps are not kept.
  mutating func flatten() throws(ArchitectureError) {
    guard shape.rank > (isPerStep ? 2 : 1) else { return }
    try append(.reshape("flatten", to: [shape.count]), at: nil)
  }

  /// The shape that arrives is none that the layer reads.
  func mismatch(
    _ place: ArchitectureLayer, _ name: String, _ expected: String,
    advice: String = "change the layer or those before it"
  ) -> ArchitectureError {
    error(
      place, name, found: "the shape \(shape)", expected: expected, advice: advice)
  }

  func error(
    _ place: ArchitectureLayer?, _ name: String, found: String, expected: String, advice: String
  ) -> ArchitectureError {
    ArchitectureError(
      path: source.path, line: place?.line, subject: "\(part).\(name)", found: found,
      expected: expected, advice: advice)
  }
}

extension ArchitectureSource {
  /// - Throws: `ArchitectureError` where the layer is too large.
  func check(
    _ layer: ResolvedLayer, _ path: String, line: Int? = nil
  ) throws(ArchitectureError) {
    // The values first: where they are too many, the number of parameters may have wrapped.
    for (number, what) in [
      (layer.output.count, "values of a sample"), (layer.parameters, "parameters"),
    ] where number > ArchitectureLimits.values {
      throw ArchitectureError(
        path: self.path, line: line, subject: path, found: "\(number) \(what)",
        expected: "at most \(ArchitectureLimits.values)",
        advice: "reduce units or channels, or use larger strides")
    }
  }
}

import Graphs
import Layers

/// An architecture with the sizes that the data give it.
struct ResolvedArchitecture: Sendable {
  let encoder: [ResolvedLayer]
  /// Mean and log-variance of z.
  let latent: [ResolvedLayer]
  let heads: [ResolvedLayer]
  /// The decoder's layers, the output layer among them if it gives logits.
  let decoder: [ResolvedLayer]
  /// The output layers of a normal distribution, `output.mean` and `output.standard_deviation`.
  let deviations: [ResolvedLayer]
  let observation: ObservationModel

  /// Checks the architecture, then its shapes layer by layer.
  ///
  /// - Parameter hasHeads: whether the model has the data's heads; else the decoder reads z alone.
  /// - Throws: `ArchitectureError`.
  init(
    _ architecture: Architecture, for sample: SampleForm, hasHeads: Bool
  ) throws(ArchitectureError) {
    try architecture.check()
    let source = architecture.source
    guard sample.shape.dimensions.allSatisfy({ $0 <= ArchitectureLimits.extent }),
      sample.shape.count <= ArchitectureLimits.values
    else {
      throw ArchitectureError(
        path: source.path, line: nil, subject: nil, found: sample.description,
        expected: "at most \(ArchitectureLimits.extent) values along an axis and "
          + "\(ArchitectureLimits.values) in all", advice: "use smaller samples")
    }
    let encoder = try LayerStack.encoder(of: architecture, for: sample)
    let features = encoder.shape
    func along(_ values: Int) -> Shape { Shape(features.dimensions.dropLast() + [values]) }
    self.encoder = encoder.layers
    latent = ["mean", "log_variance"].map { .dense($0, architecture.latent, of: features) }
    let heads = hasHeads ? sample.heads : []
    self.heads = heads.map { .dense($0.name, $0.classes, of: features) }
    for layer in latent { try source.check(layer, "latent.\(layer.name)") }
    for layer in self.heads { try source.check(layer, "pi.\(layer.name)") }
    let classes = architecture.decoderReads == .latent ? 0 : heads.reduce(0) { $0 + $1.classes }
    var decoder = try LayerStack.decoder(
      of: architecture, code: along(architecture.latent + classes), for: sample)
    let output = OutputLayer(architecture, after: decoder.shape, for: sample)
    switch try architecture.distribution(of: sample) {
    case .bernoulli:
      for layer in output.layers { try decoder.append(layer, at: nil) }
      deviations = []
      observation = .bernoulli
    case .gaussian:
      deviations = ["output.mean", "output.standard_deviation"].map(output.renamed)
      for layer in deviations { try source.check(layer, "decoder.\(layer.name)") }
      observation = .gaussian(output: output, minimumDeviation: architecture.minimumDeviation)
    case .auto: preconditionFailure("a distribution that is not chosen")
    }
    self.decoder = decoder.layers
  }
}

extension Architecture {
  /// The observation model, chosen by the data's range where the architecture leaves it open.
  fileprivate func distribution(
    of sample: SampleForm
  ) throws(ArchitectureError) -> ObservationChoice {
    switch observation {
    case .auto: return sample.isUnitRange ? .bernoulli : .gaussian
    case .gaussian: return .gaussian
    case .bernoulli:
      guard sample.isUnitRange else {
        throw source.error(
          "observation", found: "bernoulli for data with values outside 0…1",
          expected: "gaussian or auto", advice: "correct it or scale the data")
      }
      return .bernoulli
    }
  }
}

import Graphs
import Layers
public import Operations

extension SemiSupervisedVAE {
  /// The model of an architecture for data of this form.
  ///
  /// Strided layers round up and deconvolutions crop, so any size of picture does. Pictures and tables
  /// have one z and π for each sample. So have sequences, all of whose values the first dense layer
  /// reads, unless a layer is an LSTM: then z and π exist at every step.
  ///
  /// - Parameters:
  ///   - width: multiplies the units and channels of every layer, not the latent dimensions.
  ///   - latent: the number of latent dimensions; nil for the architecture's.
  ///   - labelledHeads: names of the heads whose labels train the model; nil for all.
  ///   - recurrentActivation: of the gates of every LSTM; nil for the architecture's.
  ///   - minimumDeviation: added to the softplus that gives the standard deviation; nil for the
  ///     architecture's.
  ///   - objective: nil weighs a labelled sample like its values: labelWeight is their number.
  /// - Throws: `ArchitectureError` where a number is out of range or a layer does not read the shape
  ///   that arrives.
  /// - Precondition: `labelledHeads` are names of heads, and a model of family `es` has at least one.
  public init(
    _ architecture: Architecture, for sample: SampleForm, family: Family = .ss, width: Double = 1,
    latent: Int? = nil, labelledHeads: Set<String>? = nil,
    recurrentActivation: RecurrentActivation? = nil, minimumDeviation: Float? = nil,
    objective: Objective? = nil
  ) throws(ArchitectureError) {
    var changed = architecture.scaled(by: width)
    if let latent { changed.latent = latent }
    if let minimumDeviation { changed.minimumDeviation = minimumDeviation }
    if let recurrentActivation { changed.setRecurrentActivation(recurrentActivation) }
    let resolved = try ResolvedArchitecture(changed, for: sample, hasHeads: family != .eu)
    self.init(
      family: family, inputShape: sample.shape, encoder: Sequential(resolved.encoder),
      latent: GaussianHead(changed.latent), heads: sample.heads, labelledHeads: labelledHeads,
      decoder: Sequential(resolved.decoder),
      decoderReadsClasses: changed.decoderReads == .latentAndClasses,
      observation: resolved.observation, objective: objective)
  }

  /// A model of the paper, which fits its data.
  static func paper(
    _ architecture: Architecture, for sample: SampleForm, _ family: Family, width: Double = 1,
    labelledHeads: Set<String>? = nil, recurrentActivation: RecurrentActivation? = nil,
    minimumDeviation: Float? = nil, objective: Objective
  ) -> SemiSupervisedVAE {
    do {
      return try SemiSupervisedVAE(
        architecture, for: sample, family: family, width: width, labelledHeads: labelledHeads,
        recurrentActivation: recurrentActivation, minimumDeviation: minimumDeviation,
        objective: objective)
    } catch {
      preconditionFailure("a model of the paper: \(error)")
    }
  }
}

extension Sequential {
  fileprivate init(_ layers: [ResolvedLayer]) {
    self.init(layers.map { ($0.name, $0.layer) })
  }
}

extension Architecture {
  fileprivate mutating func setRecurrentActivation(_ activation: RecurrentActivation) {
    func changed(_ layer: ArchitectureLayer) -> ArchitectureLayer {
      guard case .lstm(let units, _) = layer.kind else { return layer }
      return layer.with(.lstm(units: units, recurrentActivation: activation))
    }
    encoder = encoder.map(changed)
    if case .layers(let layers) = decoder { decoder = .layers(layers.map(changed)) }
  }
}

extension SampleForm {
  /// The images of MNIST and Fashion-MNIST.
  static let digits = SampleForm(
    shape: [28, 28, 1], heads: [CategoricalHead(classes: 10)], isUnitRange: true)

  /// The stereo pairs of Small-NORB.
  static let stereoPairs = SampleForm(
    shape: [96, 96, 2], heads: SemiSupervisedVAE.norbHeads, isUnitRange: true)

  /// Windows of UCI-HAR.
  static func motion(steps: Int, channels: Int) -> SampleForm {
    SampleForm(
      shape: [steps, channels], heads: [CategoricalHead(classes: 6)], isUnitRange: false)
  }
}

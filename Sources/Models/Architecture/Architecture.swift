import Basics

/// The layers of a semi-supervised VAE, without the sizes that come from the data.
///
/// Encoder and decoder are lists of layers; input shape, class counts and output size follow from a
/// `SampleForm`. The output layer, which describes the data's values, is not in the list:
///
///     let architecture = Architecture(
///       encoder: [
///         .convolution(32, kernel: 5, stride: 2), .batchNorm(.relu), .dense(128, activation: .relu),
///       ],
///       latent: 8, decoder: .mirror)
///     let form = SampleForm(
///       shape: [64, 48, 3], heads: [CategoricalHead(classes: 4)], isUnitRange: true)
///     let model = try SemiSupervisedVAE(architecture, for: form)
///
/// `init(toml:path:)` reads one from a file.
public struct Architecture: Sendable, Hashable {
  public enum Decoder: Sendable, Hashable {
    /// The encoder turned round: `decoderLayers`.
    case mirror
    case layers([ArchitectureLayer])
  }

  /// What the decoder reads.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// z ⊕ π (eq. 2).
    case latentAndClasses = "z and classes"
    case latent = "z"
  }

  /// The distribution of the values.
  public enum ObservationChoice: String, Sendable, Hashable, CaseIterable {
    /// Bernoulli for data whose values are in 0…1, else normal.
    case auto
    case bernoulli
    case gaussian
  }

  public var encoder: [ArchitectureLayer]
  /// The number of latent dimensions.
  public var latent: Int
  public var decoder: Decoder
  public var decoderReads: Code
  public var observation: ObservationChoice
  /// What a normal distribution adds to the softplus of the standard deviation.
  public var minimumDeviation: Float
  /// The kernel size of the output layer of a decoder with deconvolutions.
  public var outputKernel: Int
  /// The file that describes the architecture; it does not count in comparisons.
  package var source = ArchitectureSource()

  /// The `minimumDeviation` of an architecture that gives none.
  public static let usualDeviation: Float = 1e-3

  public init(
    encoder: [ArchitectureLayer], latent: Int = 2, decoder: Decoder = .mirror,
    decoderReads: Code = .latentAndClasses, observation: ObservationChoice = .auto,
    minimumDeviation: Float = Architecture.usualDeviation, outputKernel: Int = 1
  ) {
    self.encoder = encoder
    self.latent = latent
    self.decoder = decoder
    self.decoderReads = decoderReads
    self.observation = observation
    self.minimumDeviation = minimumDeviation
    self.outputKernel = outputKernel
  }

  /// Whether z and π exist at every step of a sequence: where a layer is an LSTM.
  public var isPerStep: Bool {
    (encoder + decoderLayers).contains { if case .lstm = $0.kind { true } else { false } }
  }

  /// Whether the decoder makes pictures step by step.
  var hasDeconvolutions: Bool {
    decoderLayers.contains { if case .deconvolution = $0.kind { true } else { false } }
  }

  /// The same architecture with `width` times the units and channels of every layer, at least 1; the
  /// latent dimensions stay.
  ///
  /// - Precondition: the width is above 0 and at most 1,000.
  public func scaled(by width: Double) -> Architecture {
    precondition(width > 0 && width <= 1_000, "layers of \(width) times their size")
    guard width != 1 else { return self }
    var scaled = self
    scaled.encoder = encoder.map { $0.scaled(by: width) }
    if case .layers(let layers) = decoder {
      scaled.decoder = .layers(layers.map { $0.scaled(by: width) })
    }
    return scaled
  }
}

extension ArchitectureLayer {
  fileprivate func scaled(by width: Double) -> ArchitectureLayer {
    func scaled(_ size: Int) -> Int { max(1, Int((Double(size) * width).rounded())) }
    return switch kind {
    case .dense(let units, let activation):
      with(.dense(units: scaled(units), activation: activation))
    case .picture(let channels, let activation):
      with(.picture(channels: scaled(channels), activation: activation))
    case .convolution(let channels, let kernel, let stride, let groups, let activation):
      // Channels that groups divide.
      with(
        .convolution(
          channels: scaled(channels).roundedUp(toMultipleOf: max(1, groups)), kernel: kernel,
          stride: stride, groups: groups, activation: activation))
    case .residual(let channels, let groups, let stride):
      with(.residual(channels: scaled(channels), groups: groups, stride: stride))
    case .deconvolution(let channels, let kernel, let stride, let activation):
      with(
        .deconvolution(
          channels: scaled(channels), kernel: kernel, stride: stride, activation: activation))
    case .lstm(let units, let recurrentActivation):
      with(.lstm(units: scaled(units), recurrentActivation: recurrentActivation))
    case .batchNorm, .dropout: self
    }
  }
}

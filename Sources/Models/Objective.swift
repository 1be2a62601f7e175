/// The weights of the loss terms (eqs. 3 to 5):
/// total = reconstruction + klWeight · KL + labelWeight · classification.
public struct Objective: Sendable, Hashable, Codable {
  /// Whether the reconstruction's gradient reaches π.
  public enum PiGradient: String, Sendable, Hashable, Codable, CaseIterable {
    /// It flows through π into the classifier: eq. 2 as written.
    case through
    /// It stops: the decoder reads π, but only labels train it.
    case stopped
    /// It flows through π in labelled rows, and stops in the others. A row is labelled where its
    /// `labelled` flag is 1, even if it has no label for one of several heads.
    case labelled
  }

  /// What the KL term's weight multiplies.
  public enum KLNormalisation: String, Sendable, Hashable, Codable, CaseIterable {
    /// The KL divergence summed over the latent dimensions.
    case sum
    /// That sum times (input size) / (latent size), as Higgins et al. (2017) define β_norm.
    case higgins
  }

  /// α, the weight of the classification term (eq. 5 and section 4).
  public var labelWeight: Float
  /// The weight of the KL term; β_norm of section 4.
  public var klWeight: Float
  public var klNormalisation: KLNormalisation
  public var piGradient: PiGradient

  public init(
    labelWeight: Float = 784, klWeight: Float = 1, klNormalisation: KLNormalisation = .sum,
    piGradient: PiGradient = .stopped
  ) {
    self.labelWeight = labelWeight
    self.klWeight = klWeight
    self.klNormalisation = klNormalisation
    self.piGradient = piGradient
  }

  /// The defaults for Small-NORB: labelWeight 96·96·2, the number of reconstructed values, and
  /// β_norm = 0.25 (section 4). `piGradient` has no effect, because the decoder reads z only.
  public static let norb = Objective(labelWeight: 18_432, klWeight: 0.25)

  /// The defaults for UCI-HAR: labelWeight 128·6, the number of reconstructed values.
  public static let rnn = Objective(labelWeight: 768)

  /// The weight of the summed KL divergence for a model of these sizes.
  package func klFactor(inputSize: Int, latentSize: Int) -> Float {
    switch klNormalisation {
    case .sum: klWeight
    case .higgins: klWeight * Float(inputSize) / Float(latentSize)
    }
  }
}

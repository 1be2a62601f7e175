/// How the terms of the loss are put together (eqs. 3 to 5):
/// total = reconstruction + klWeight · KL + labelWeight · classification.
public struct Objective: Sendable, Hashable, Codable {
  /// What the reconstruction's gradient does at π.
  public enum PiGradient: String, Sendable, Hashable, Codable, CaseIterable {
    /// It flows through π into the classifier: eq. 2 as written.
    case through
    /// It stops: π informs the decoder, but only labels train π.
    case stopped
  }

  /// What the KL term's weight multiplies.
  public enum KLNormalisation: String, Sendable, Hashable, Codable, CaseIterable {
    /// The KL divergence summed over the latent dimensions.
    case sum
    /// That sum times (input size) / (latent size), as Higgins et al. (2017) define β_norm.
    case higgins
  }

  /// The paper's overall α.
  public var labelWeight: Float
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

  /// The defaults for Small-NORB: labels weigh as much as there are reconstructed values, 96·96·2, and
  /// the KL term β_norm = 0.25 (section 4). `piGradient` has no effect, as the decoder reads z only.
  public static let norb = Objective(labelWeight: 18_432, klWeight: 0.25)

  /// The defaults for UCI-HAR: labels weigh as much as there are reconstructed values, 128·6.
  public static let rnn = Objective(labelWeight: 768)

  /// The factor of the KL sum for a model of these sizes.
  package func klFactor(inputSize: Int, latentSize: Int) -> Float {
    switch klNormalisation {
    case .sum: klWeight
    case .higgins: klWeight * Float(inputSize) / Float(latentSize)
    }
  }
}

public import Layers

extension SemiSupervisedVAE {
  /// The four classification layers of the Small-NORB model, in the order of their label columns:
  /// category 5, elevation 9, azimuth 18, lighting 6.
  public static var norbHeads: [CategoricalHead] {
    [
      CategoricalHead("category", classes: 5), CategoricalHead("elevation", classes: 9),
      CategoricalHead("azimuth", classes: 18), CategoricalHead("lighting", classes: 6),
    ]
  }

  /// The convolutional model of Table 16, for stereo pairs of 96×96 pixels; the decoder reads z only.
  /// `Architecture.norb(depth:)` has its layers.
  ///
  /// - Parameters:
  ///   - width: multiplies the channel counts (32, 32, 64, 64) and the number of hidden units (256;
  ///     2,304 in the decoder), not the latent dimensions (32).
  ///   - depth: convolutions in each of the four stages of encoder and decoder, at least 1.
  ///   - labelledHeads: names of the heads whose labels train the model; nil for all.
  public static func norb(
    _ family: Family = .ss, width: Double = 1, depth: Int = 1, labelledHeads: Set<String>? = nil,
    objective: Objective = .norb
  ) -> SemiSupervisedVAE {
    paper(
      .norb(depth: depth), for: .stereoPairs, family, width: width, labelledHeads: labelledHeads,
      objective: objective)
  }

  /// - Parameter channels: of the encoder's four stages; the decoder has them in reverse order.
  package static func norb(
    _ family: Family, channels: [Int], units: Int, depth: Int = 1,
    labelledHeads: Set<String>? = nil, objective: Objective = .norb
  ) -> SemiSupervisedVAE {
    paper(
      .norb(channels: channels, units: units, depth: depth), for: .stereoPairs, family,
      labelledHeads: labelledHeads, objective: objective)
  }
}

import Graphs
import Layers

extension SemiSupervisedVAE {
  /// The fully connected model of Table 13, for 28×28 images.
  ///
  /// - Parameter width: multiplies the number of hidden units (1,024).
  public static func dense(
    _ family: Family = .ss, width: Double = 1, objective: Objective = Objective()
  ) -> SemiSupervisedVAE {
    dense(family, units: max(1, Int((1024 * width).rounded())), objective: objective)
  }

  package static func dense(
    _ family: Family, units: Int, objective: Objective
  ) -> SemiSupervisedVAE {
    SemiSupervisedVAE(
      family: family, inputShape: [28, 28, 1],
      encoder: Sequential([
        ("flatten", ReshapeLayer(nil)),
        ("dense1", Dense(units, activation: .relu)),
        ("dense2", Dense(units, activation: .relu)),
      ]),
      latent: GaussianHead(2), heads: [CategoricalHead(classes: 10)],
      decoder: Sequential([
        ("dense1", Dense(units, activation: .relu)),
        ("dense2", Dense(units, activation: .relu)),
        ("output", Dense(784)),
        ("image", ReshapeLayer([28, 28, 1])),
      ]),
      decoderReadsClasses: true, objective: objective)
  }
}

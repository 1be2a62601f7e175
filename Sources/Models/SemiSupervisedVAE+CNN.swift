extension SemiSupervisedVAE {
  /// The convolutional model of Table 14, for 28×28 images: `Architecture.cnn`.
  ///
  /// - Parameter width: multiplies the channel counts (64) and the number of hidden units (512).
  public static func cnn(
    _ family: Family = .ss, width: Double = 1, objective: Objective = Objective()
  ) -> SemiSupervisedVAE {
    paper(.cnn, for: .digits, family, width: width, objective: objective)
  }

  package static func cnn(
    _ family: Family, channels: Int, units: Int, objective: Objective
  ) -> SemiSupervisedVAE {
    paper(.cnn(channels: channels, units: units), for: .digits, family, objective: objective)
  }
}

extension SemiSupervisedVAE {
  /// The fully connected model of Table 13, for 28×28 images: `Architecture.dense`.
  ///
  /// - Parameter width: multiplies the number of hidden units (1,024).
  public static func dense(
    _ family: Family = .ss, width: Double = 1, objective: Objective = Objective()
  ) -> SemiSupervisedVAE {
    paper(.dense, for: .digits, family, width: width, objective: objective)
  }

  package static func dense(
    _ family: Family, units: Int, objective: Objective
  ) -> SemiSupervisedVAE {
    paper(.dense(units: units), for: .digits, family, objective: objective)
  }
}

public import Operations

extension SemiSupervisedVAE {
  /// The recurrent model of Table 15, for sequences: every step has its z and π, and the decoder gives
  /// the mean and the standard deviation of every value. `Architecture.rnn` for six classes.
  ///
  /// - Parameters:
  ///   - steps: the time steps of a sequence.
  ///   - channels: the values of a step.
  ///   - width: multiplies the layer sizes (40, 40, 30), not the latent dimensions (2).
  ///   - recurrentActivation: of the LSTM's gates.
  ///   - minimumDeviation: added to the softplus that gives the standard deviation.
  public static func rnn(
    _ family: Family = .ss, steps: Int = 128, channels: Int = 6, width: Double = 1,
    recurrentActivation: RecurrentActivation = .sigmoid, minimumDeviation: Float = 1e-3,
    objective: Objective = .rnn
  ) -> SemiSupervisedVAE {
    paper(
      .rnn, for: .motion(steps: steps, channels: channels), family, width: width,
      recurrentActivation: recurrentActivation, minimumDeviation: minimumDeviation,
      objective: objective)
  }

  /// - Parameter units: of the encoder's three layers; the decoder has them in reverse order.
  package static func rnn(
    _ family: Family, steps: Int, channels: Int, units: [Int],
    recurrentActivation: RecurrentActivation = .sigmoid, minimumDeviation: Float = 1e-3,
    objective: Objective = .rnn
  ) -> SemiSupervisedVAE {
    paper(
      .rnn(units: units), for: .motion(steps: steps, channels: channels), family,
      recurrentActivation: recurrentActivation, minimumDeviation: minimumDeviation,
      objective: objective)
  }
}

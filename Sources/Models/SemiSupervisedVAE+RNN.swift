import Graphs
import Layers
public import Operations

extension SemiSupervisedVAE {
  /// The recurrent model of Table 15, for sequences: every step has its z and π, and the decoder gives
  /// the mean and the standard deviation of every value.
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
    rnn(
      family, steps: steps, channels: channels,
      units: [40, 40, 30].map { max(1, Int((Double($0) * width).rounded())) },
      recurrentActivation: recurrentActivation, minimumDeviation: minimumDeviation,
      objective: objective)
  }

  /// - Parameter units: of the encoder's three layers; the decoder has them in reverse order.
  package static func rnn(
    _ family: Family, steps: Int, channels: Int, units: [Int],
    recurrentActivation: RecurrentActivation = .sigmoid, minimumDeviation: Float = 1e-3,
    objective: Objective = .rnn
  ) -> SemiSupervisedVAE {
    precondition(units.count == 3, "\(units.count) layer sizes for three layers")
    func layers(_ units: [Int]) -> Sequential {
      Sequential([
        ("dense1", Dense(units[0], activation: .relu)),
        ("lstm1", LSTMLayer(units[1], recurrentActivation: recurrentActivation)),
        ("dense2", Dense(units[2], activation: .relu)),
      ])
    }
    return SemiSupervisedVAE(
      family: family, inputShape: [steps, channels], encoder: layers(units),
      latent: GaussianHead(2), heads: [CategoricalHead(classes: 6)],
      decoder: layers(units.reversed()), decoderReadsClasses: true,
      observation: .gaussian(channels: channels, minimumDeviation: minimumDeviation),
      objective: objective)
  }
}

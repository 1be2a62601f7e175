import Graphs

/// The activation of an LSTM's input, forget and output gates; that of the cell input g is always tanh.
public enum RecurrentActivation: String, Sendable, Hashable, Codable, CaseIterable {
  /// 1 / (1 + exp(−x))
  case sigmoid
  /// clip(0.2·x + 0.5, 0, 1)
  case hardSigmoid = "hard_sigmoid"

  /// The activation's value on the host; NaN stays NaN.
  func callAsFunction<Scalar: HostScalar>(_ x: Scalar) -> Scalar {
    switch self {
    case .sigmoid:
      return 1 / (1 + Scalar.exp(-x))
    case .hardSigmoid:
      let y = x / 5 + Scalar(0.5)
      return y < 0 ? 0 : (y > 1 ? 1 : y)
    }
  }

  /// Its derivative as a function of its value.
  func derivative<Scalar: HostScalar>(atOutput y: Scalar) -> Scalar {
    switch self {
    case .sigmoid: y * (1 - y)
    case .hardSigmoid: y <= 0 || y >= 1 ? 0 : 1 / 5
    }
  }
}

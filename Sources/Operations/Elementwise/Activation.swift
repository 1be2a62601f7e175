package import Graphs
import RealModule

/// An element-wise nonlinearity.
public enum Activation: Int, Sendable, Hashable, Codable, CaseIterable {
  case identity = 0
  /// max(x, 0)
  case relu = 1
  /// 1 / (1 + exp(−x))
  case sigmoid = 2
  case tanh = 3
  /// log(1 + exp(x))
  case softplus = 4

  /// The function's value; NaN stays NaN.
  package func callAsFunction<Scalar: HostScalar>(_ x: Scalar) -> Scalar {
    switch self {
    case .identity: x
    case .relu: x < 0 ? 0 : x
    case .sigmoid: 1 / (1 + Scalar.exp(-x))
    case .tanh: Scalar.tanh(x)
    case .softplus: max(x, 0) + Scalar.log(onePlus: Scalar.exp(-abs(x)))
    }
  }

  /// The derivative as a function of the activation's output `y`.
  package func derivative<Scalar: HostScalar>(atOutput y: Scalar) -> Scalar {
    switch self {
    case .identity: 1
    case .relu: y > 0 ? 1 : 0
    case .sigmoid: y * (1 - y)
    case .tanh: 1 - y * y
    case .softplus: -Scalar.expMinusOne(-y)
    }
  }
}

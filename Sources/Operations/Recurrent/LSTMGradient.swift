public import Graphs

/// The gradient of an LSTM's recurrence, from the last step to the first.
///
/// Inputs: the upstream gradient of h [batch, steps, units]; the outputs of `LSTM`: activated gates
/// [batch, steps, 4·units] and cell states [batch, steps, units]; R [units, 4·units]; and where
/// `hasInitialState` h₀ and c₀ [batch, units]. From t = steps down to 1, with dz and dc zero after the
/// last step,
///
///     dh = upstream_t + dz_{t+1}·Rᵀ
///     dc_t = f_{t+1}·dc_{t+1} + dh·o·(1 − tanh²(c_t))
///     dz_t = (dc_t·g·s′, dc_t·c_{t−1}·s′, dc_t·i·(1 − g²), dh·tanh(c_t)·s′)
///
/// where s′ is the derivative of the recurrent activation. Outputs: dp = dz [batch, steps, 4·units];
/// h_{t−1} [batch, steps, units], for the gradient of R; and where `hasInitialState` dh₀ and dc₀
/// [batch, units].
public struct LSTMGradient: NonDifferentiable, Hashable {
  public let recurrentActivation: RecurrentActivation
  public let hasInitialState: Bool

  public init(recurrentActivation: RecurrentActivation = .sigmoid, hasInitialState: Bool = false) {
    self.recurrentActivation = recurrentActivation
    self.hasInitialState = hasInitialState
  }

  public var name: String { "lstmGradient" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == (hasInitialState ? 6 : 4),
      inputs.allSatisfy({ $0.elementType == .float32 && $0.shape.count > 0 }),
      inputs[0].shape.rank == 3, inputs[2] == inputs[0]
    else {
      throw ShapeError(
        name, inputs,
        expected: "upstream gradient and cells [batch, steps, units], gates, and a kernel"
          + (hasInitialState ? ", h and c, float32" : ", float32"))
    }
    let (batch, steps, units) = (inputs[0].shape[0], inputs[0].shape[1], inputs[0].shape[2])
    guard inputs[1].shape == [batch, steps, 4 * units], inputs[3].shape == [units, 4 * units] else {
      throw ShapeError(
        name, inputs,
        expected:
          "gates [\(batch), \(steps), \(4 * units)] and a kernel [\(units), \(4 * units)]")
    }
    guard inputs[4...].allSatisfy({ $0.shape == [batch, units] }) else {
      throw ShapeError(name, inputs, expected: "h and c of shape [\(batch), \(units)]")
    }
    return [inputs[1], inputs[0]] + inputs[4...]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int {
    let units = inputs[3].shape[0]
    return inputs[0].shape.rows * units * (8 * units + 40)
  }
}

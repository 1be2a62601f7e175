public import Graphs

/// The recurrence of a long short-term memory over whole sequences.
///
/// Inputs: the projected gates p = x·W + b [batch, steps, 4·units], in the order i, f, g, o, which one
/// matrix product computes for all steps; the recurrent kernel R [units, 4·units]; and where
/// `hasInitialState` h₀ and c₀ [batch, units], which are zero otherwise. For t = 1 … steps,
///
///     z = p_t + h_{t−1}·R
///     i = s(z_i)   f = s(z_f)   g = tanh(z_g)   o = s(z_o)      s: the recurrent activation
///     c_t = f·c_{t−1} + i·g
///     h_t = o·tanh(c_t)
///
/// Outputs: h [batch, steps, units]; the activated gates [batch, steps, 4·units] and the cell
/// states [batch, steps, units], which the gradient reads. Only h has a gradient.
public struct LSTM: Operation, Hashable {
  public let recurrentActivation: RecurrentActivation
  public let hasInitialState: Bool

  public init(recurrentActivation: RecurrentActivation = .sigmoid, hasInitialState: Bool = false) {
    self.recurrentActivation = recurrentActivation
    self.hasInitialState = hasInitialState
  }

  public var name: String { "lstm" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == (hasInitialState ? 4 : 2),
      inputs.allSatisfy({ $0.elementType == .float32 && $0.shape.count > 0 }),
      inputs[0].shape.rank == 3, inputs[1].shape.rank == 2,
      inputs[1].shape[1] == 4 * inputs[1].shape[0], inputs[0].shape[2] == inputs[1].shape[1]
    else {
      throw ShapeError(
        name, inputs,
        expected: "gates [batch, steps, 4 units] and a kernel [units, 4 units], float32"
          + (hasInitialState ? ", and h and c [batch, units]" : ""))
    }
    let (batch, steps, units) = (inputs[0].shape[0], inputs[0].shape[1], inputs[1].shape[0])
    guard inputs[2...].allSatisfy({ $0.shape == [batch, units] }) else {
      throw ShapeError(name, inputs, expected: "h and c of shape [\(batch), \(units)]")
    }
    let sequence = TensorSpec([batch, steps, units])
    return [sequence, inputs[0], sequence]
  }

  /// The gradient of R is one matrix product over all steps: Σ h_{t−1}ᵀ·dp_t.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return inputs.map { _ in nil } }
    let results = LSTMGradient(
      recurrentActivation: recurrentActivation, hasInitialState: hasInitialState
    ).all([upstream, outputs[1], outputs[2]] + inputs[1...])
    func rows(_ tensor: Tensor) -> Tensor {
      Reshape(to: [tensor.shape.rows, tensor.shape.last])(tensor)
    }
    let kernelGradient = MatrixProduct(transposeFirst: true)(rows(results[1]), rows(results[0]))
    return [results[0], kernelGradient] + Array(results[2...])
  }

  public func flops(_ inputs: [TensorSpec]) -> Int {
    let units = inputs[1].shape[0]
    return inputs[0].shape.rows * units * (8 * units + 30)
  }
}

extension LSTM {
  /// Whether a matrix has the gates of all steps as its rows, so that `SequenceLSTM` can read it.
  func readsRows(of matrix: TensorSpec, _ inputs: [TensorSpec]) -> Bool {
    matrix.shape == [inputs[0].shape[0] * inputs[0].shape[1], inputs[0].shape.last]
  }

  /// The recurrence without the reshape before it, so that it reads the gates of all steps as rows.
  func readingRows(_ inputs: [TensorSpec]) -> Fused {
    Fused(
      SequenceLSTM(recurrence: self, batch: inputs[0].shape[0], steps: inputs[0].shape[1]),
      inputs: [.neighbour(0)] + inputs.indices.dropFirst().map { .own($0) })
  }
}

public import Graphs
public import Operations

/// A long short-term memory over whole sequences with zero initial state: [batch, steps, in] →
/// [batch, steps, units], the hidden state of every step.
///
/// Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000; gates in the order
/// i, f, g, o. `LSTM` has the formula.
/// Parameters: `kernel` [in, 4·units], Glorot uniform; `recurrent_kernel` [units, 4·units],
/// orthogonal; `bias` [4·units], one for the forget gate, else zero.
public struct LSTMLayer: Layer, Hashable {
  public let units: Int
  public let recurrentActivation: RecurrentActivation

  public init(_ units: Int, recurrentActivation: RecurrentActivation = .sigmoid) {
    self.units = units
    self.recurrentActivation = recurrentActivation
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    let (inputs, gates) = (x.shape.last, 4 * units)
    let kernel = context.parameter(
      "kernel", [inputs, gates], .glorotUniform(fanIn: inputs, fanOut: gates))
    let recurrent = context.parameter(
      "recurrent_kernel", [units, gates], .orthogonal(rows: units, columns: gates))
    let bias = context.parameter("bias", [gates], .parts([0, 1, 0, 0]))
    // One product projects the inputs of all steps, which leaves h·R to the recurrence.
    let projected = x.affine(kernel, bias, label: context.name)
    return LSTM(recurrentActivation: recurrentActivation)(projected, recurrent, label: context.name)
  }
}

public import Graphs
public import Operations

/// y = activation(x·W + b) along the last axis; x is [..., in], y is [..., units].
///
/// Parameters: `kernel` [in, units], Glorot uniform; `bias` [units], zeros.
public struct Dense: Layer, Hashable {
  public let units: Int
  public let activation: Activation

  public init(_ units: Int, activation: Activation = .identity) {
    self.units = units
    self.activation = activation
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    let inputs = x.shape.last
    let kernel = context.parameter(
      "kernel", [inputs, units], .glorotUniform(fanIn: inputs, fanOut: units))
    let bias = context.parameter("bias", [units], .zeros)
    let rows = x.shape.rank == 2 ? x : Reshape(to: [x.shape.rows, inputs])(x, label: context.name)
    let product = MatrixProduct()(rows, kernel, label: context.name)
    let sum = Arithmetic(.add)(product, bias, label: context.name)
    let y = activation == .identity ? sum : Activate(activation)(sum, label: context.name)
    if x.shape.rank == 2 { return y }
    return Reshape(to: Shape(x.shape.dimensions.dropLast() + [units]))(y, label: context.name)
  }
}

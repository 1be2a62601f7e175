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
    return x.affine(kernel, bias, activation: activation, label: context.name)
  }
}

extension Tensor {
  /// activation(x·W + b) along the last axis.
  func affine(
    _ kernel: Tensor, _ bias: Tensor, activation: Activation = .identity, label: String
  ) -> Tensor {
    let rows =
      shape.rank == 2 ? self : Reshape(to: [shape.rows, shape.last])(self, label: label)
    let product = MatrixProduct()(rows, kernel, label: label)
    let sum = ElementwiseBinary(.add)(product, bias, label: label)
    let y = activation == .identity ? sum : Activate(activation)(sum, label: label)
    if shape.rank == 2 { return y }
    return Reshape(to: Shape(shape.dimensions.dropLast() + [kernel.shape.last]))(y, label: label)
  }
}

package import Graphs
import Kernels

/// dx = dy − exp(y) · Σ dy over the last axis: the gradient of `LogSoftmax` from its own output.
package struct LogSoftmaxGradient: SoftmaxOperation, Hashable {
  package init() {}

  package var name: String { "logSoftmaxGradient" }

  var source: KernelSource { .logSoftmax }
  var inputCount: Int { 2 }

  /// Only with respect to the upstream gradient: second derivatives are not supported.
  package func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return [nil, nil] }
    // exp(y) is the softmax of y; the transposed Jacobian subtracts one value from each row.
    let axis = upstream.shape.rank - 1
    let sums = Reduction(.sum, axes: axis..<(axis + 1))(Softmax()(inputs[1]) * upstream)
    let column = Shape(upstream.shape.dimensions.dropLast() + [1])
    return [upstream - Reshape(to: column)(sums), nil]
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let shape = inputs[0].shape
    let (upstream, y) = (inputs[0].values, inputs[1].values)
    var gradient = [Scalar](repeating: 0, count: shape.count)
    for start in stride(from: 0, to: shape.count, by: shape.last) {
      let row = start..<(start + shape.last)
      let sum = row.reduce(Scalar(0)) { $0 + upstream[$1] }
      for i in row { gradient[i] = upstream[i] - Scalar.exp(y[i]) * sum }
    }
    return [HostTensor(gradient, shape: shape)]
  }
}

package import Graphs
import Kernels

/// dx = y · (dy − Σ dy·y) over the last axis: the gradient of `Softmax` from its own output.
package struct SoftmaxGradient: SoftmaxOperation, Hashable {
  package init() {}

  package var name: String { "softmaxGradient" }

  var source: KernelSource { .softmax }
  var inputCount: Int { 2 }

  /// Only with respect to the upstream gradient: second derivatives are not supported.
  package func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    // The Jacobian of softmax is symmetric.
    [upstream[0].map { SoftmaxGradient()($0, inputs[1]) }, nil]
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
      let sum = row.reduce(Scalar(0)) { $0 + upstream[$1] * y[$1] }
      for i in row { gradient[i] = y[i] * (upstream[i] - sum) }
    }
    return [HostTensor(gradient, shape: shape)]
  }
}

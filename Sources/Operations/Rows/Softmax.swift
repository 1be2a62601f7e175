public import Graphs
import Kernels

/// y = exp(x − max x) / Σ exp(x − max x) over the last axis.
///
/// float32 [..., C] to the same shape. A NaN in a row makes the whole row NaN.
public struct Softmax: SoftmaxOperation, Hashable {
  public init() {}

  public var name: String { "softmax" }

  var source: KernelSource { .softmax }
  var inputCount: Int { 1 }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { SoftmaxGradient()($0, outputs[0]) }]
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let shape = inputs[0].shape
    let x = inputs[0].values
    var y = [Scalar](repeating: 0, count: shape.count)
    for start in stride(from: 0, to: shape.count, by: shape.last) {
      let row = start..<(start + shape.last)
      let largest = row.reduce(-Scalar.infinity) { max($0, x[$1]) }
      var sum: Scalar = 0
      for i in row {
        y[i] = Scalar.exp(x[i] - largest)
        sum += y[i]
      }
      for i in row { y[i] /= sum }
    }
    return [HostTensor(y, shape: shape)]
  }
}

public import Graphs
import Kernels

/// y = x − max x − log Σ exp(x − max x) over the last axis: the logarithm of `Softmax`, accurate where
/// that is close to 0.
///
/// float32 [..., C] to the same shape. A NaN in a row makes the whole row NaN.
public struct LogSoftmax: SoftmaxOperation, Hashable {
  public init() {}

  public var name: String { "logSoftmax" }

  var source: KernelSource { .logSoftmax }
  var inputCount: Int { 1 }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { LogSoftmaxGradient()($0, outputs[0]) }]
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
      let sum = row.reduce(Scalar(0)) { $0 + Scalar.exp(x[$1] - largest) }
      let logarithm = Scalar.log(sum)
      for i in row { y[i] = (x[i] - largest) - logarithm }
    }
    return [HostTensor(y, shape: shape)]
  }
}

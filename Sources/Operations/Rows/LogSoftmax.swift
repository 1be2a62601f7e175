public import Graphs
import Kernels

/// y = x − max x − log Σ exp(x − max x) over the last axis: the logarithm of `Softmax`, accurate where
/// that is close to 0.
///
/// float32 [..., C] to the same shape. A NaN in a row makes the whole row NaN.
public struct LogSoftmax: Operation, Hashable {
  public init() {}

  public var name: String { "logSoftmax" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1, inputs[0].elementType == .float32, inputs[0].shape.rank > 0 else {
      throw ShapeError(name, inputs, expected: "one float32 tensor with a last axis")
    }
    return inputs
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { LogSoftmaxGradient()($0, outputs[0]) }]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let shape = inputs[0].shape
    let grid = device.rows(of: shape)
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            KernelSpecification(.logSoftmax, "logSoftmax"),
            [.input(0), .output(0), .int(Int32(shape.rows)), .int(Int32(shape.last))],
            global: grid.global, local: grid.local))
      ], inPlace: [.init(input: 0, output: 0)])
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

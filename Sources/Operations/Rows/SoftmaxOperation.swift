import Graphs
import Kernels

/// Softmax, its logarithm and their gradients: one kernel over the rows of the last axis, whose result
/// may be stored in place of any input.
///
/// One input x, or two, the upstream gradient and the output; float32 of one shape, like the result.
protocol SoftmaxOperation: Operation {
  /// The kernel's source; its function has the operation's name.
  var source: KernelSource { get }
  var inputCount: Int { get }
}

extension SoftmaxOperation {
  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == inputCount, inputs[0].elementType == .float32, inputs[0].shape.rank > 0,
      inputs.allSatisfy({ $0 == inputs[0] })
    else {
      throw ShapeError(
        name, inputs,
        expected: inputCount == 1
          ? "one float32 tensor with a last axis"
          : "upstream and output, float32 of one shape with a last axis")
    }
    return [inputs[0]]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let shape = inputs[0].shape
    let grid = device.rows(of: shape)
    return Lowering(
      [
        .kernel(
          KernelSpecification(source, name),
          inputs.indices.map { .input($0) } + [
            .output(0), .int(Int32(shape.rows)), .int(Int32(shape.last)),
          ], on: grid)
      ], inPlace: inputs.indices.map { .init(input: $0, output: 0) })
  }
}

package import Graphs
import Kernels

/// A flag that depends on whether a part of a batch is the last.
///
/// Inputs: the flag of the last part; that of the others, or none for 0; and the part
/// (`BatchPart.spec`). Outputs: the flag of this part and its opposite. Flags are int32 [1], 0 or 1.
package struct LastPart: NonDifferentiable, Hashable {
  package init() {}

  package var name: String { "lastPart" }

  package func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let flag = TensorSpec([1], .int32)
    guard (2...3).contains(inputs.count), inputs.dropLast().allSatisfy({ $0 == flag }),
      inputs.last == BatchPart.spec
    else {
      throw ShapeError(
        name, inputs, expected: "one or two flags, int32 [1], and the part, \(BatchPart.spec)")
    }
    return [flag, flag]
  }

  package func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let kernel = KernelSpecification(
      .lastPart, name, constants: inputs.count == 3 ? ["EARLIER": 1] : [:])
    return Lowering([
      .kernel(
        KernelLaunch(
          kernel, inputs.indices.map { .input($0) } + [.output(0), .output(1)], global: [1],
          local: [1]))
    ])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let isLast = inputs[inputs.count - 1].integers[1] == 1
    let flag = isLast ? inputs[0].integers[0] : inputs.count == 3 ? inputs[1].integers[0] : 0
    return [flag, 1 - flag].map { HostTensor(integers: [$0], shape: [1]) }
  }
}

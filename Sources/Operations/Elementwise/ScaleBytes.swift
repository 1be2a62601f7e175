import Basics
public import Graphs
import Kernels

/// y = x/255 of bytes x: samples as models read them, in 0…1.
///
/// The input is uint8, the output float32. On every device y is exactly `Float(x) / 255`.
public struct ScaleBytes: HalfStorable, NonDifferentiable, Hashable {
  public init() {}

  public var name: String { "scaleBytes" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1, inputs[0].elementType == .uint8 else {
      throw ShapeError(name, inputs, expected: "one uint8 tensor")
    }
    return [TensorSpec(inputs[0].shape)]
  }

  package func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(outputs: [0])
  }

  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let count = inputs[0].shape.count
    let items = device.family == .cpu ? count : count.dividedRoundingUp(by: 4)
    return Lowering([
      .kernel(
        KernelSpecification(
          .scaleBytes, "scaleBytes", constants: half.constants(["y": .output(0)])),
        [.input(0), .output(0), .int(Int32(count))], on: device.elements(items))
    ])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    [HostTensor(inputs[0].bytes.map { Scalar($0) / 255 }, shape: inputs[0].shape)]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { inputs[0].shape.count }
}

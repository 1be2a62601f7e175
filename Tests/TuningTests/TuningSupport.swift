import Compute
import Foundation
import Graphs
import Kernels
import Testing

/// y = 2·x with choices, one of which leaves the second half of the elements out: it is the quicker
/// one, and wrong.
struct Doubling: Tunable {
  var name: String { "doubling" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { inputs }

  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] { [nil] }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let key = "doubling \(inputs[0].shape.count)"
    let count = inputs[0].shape.count / (tuning[key, "parts"] ?? 1)
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(.scale, "scale"),
          [.input(0), .output(0), .int(Int32(count)), .float(2)],
          global: [tuning[key, "items"] ?? 1], local: [1]))
    ])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    [HostTensor(inputs[0].values.map { 2 * $0 }, shape: inputs[0].shape)]
  }

  func flops(_ inputs: [TensorSpec]) -> Int { inputs[0].shape.count }

  func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    TuningSpace(
      key: "doubling \(inputs[0].shape.count)",
      [.init("parts", [1, 2]), .init("items", [1, 2])])
  }

  func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> { [0] }
}

/// One way of running kernels.
struct TuningTarget: Sendable, CustomTestStringConvertible {
  let device: Device
  let family: DeviceTraits.Family
  let vectorWidth: Int?

  var testDescription: String { "\(device.description.name) \(family)" }

  /// Every OpenCL device here with both families.
  static let all: [TuningTarget] = ((try? Devices.all()) ?? []).flatMap { device in
    [
      TuningTarget(device: device, family: .cpu, vectorWidth: nil),
      TuningTarget(device: device, family: .gpu, vectorWidth: nil),
    ]
  }

  /// The first device with the CPU family.
  static var one: [TuningTarget] { Array(all.prefix(1)) }
}

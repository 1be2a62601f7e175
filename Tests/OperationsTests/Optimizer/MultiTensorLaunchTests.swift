import Basics
import Graphs
import Operations
import Testing

/// How many tensors a launch of an update processes.
@Suite("MultiTensorLaunch")
struct MultiTensorLaunchTests {
  /// The bytes of arguments that every device accepts: the least `CL_DEVICE_MAX_PARAMETER_SIZE`.
  private static let limit = 1024

  private func launches(
    _ operation: some Operation, _ inputs: [TensorSpec], _ family: DeviceTraits.Family
  ) -> [KernelLaunch] {
    operation.lower(inputs, for: DeviceTraits(family: family), tuning: TuningRecord()).launches
      .compactMap {
        guard case .kernel(let launch) = $0 else { return nil }
        return launch
      }
  }

  private func bytes(_ launch: KernelLaunch) -> Int {
    launch.arguments.reduce(0) { sum, argument in
      switch argument {
      case .input, .output, .workspace: sum + 16
      case .int, .float: sum + 4
      }
    }
  }

  /// - Parameters:
  ///   - tensors: the number of tensors.
  ///   - most: the most of them in one launch.
  private func expect(
    _ operation: some Operation, _ inputs: [TensorSpec], tensors: Int, most: Int
  ) {
    for family in DeviceTraits.Family.allCases {
      let launches = launches(operation, inputs, family)
      #expect(launches.count == tensors.dividedRoundingUp(by: most), "\(operation.name)")
      #expect(Set(launches.map(\.kernel)).count == 1, "one program: \(operation.name)")
      #expect(launches.allSatisfy { bytes($0) <= Self.limit }, "\(operation.name)")
    }
  }

  @Test(arguments: [1, 8, 24, 54])
  func argumentsStayWithinTheLimit(_ count: Int) {
    let flag = TensorSpec([1], .int32)
    func parameters(_ operands: Int) -> [TensorSpec] {
      (0..<count).flatMap { Array(repeating: TensorSpec([1 + $0]), count: operands) }
    }
    expect(RMSpropUpdate(learningRate: 1), parameters(3) + [flag], tensors: count, most: 11)
    expect(
      RMSpropMomentumUpdate(learningRate: 1), parameters(4) + [flag], tensors: count, most: 8)
    expect(MomentumUpdate(learningRate: 1), parameters(3) + [flag], tensors: count, most: 11)
    expect(
      AdamUpdate(learningRate: 1), parameters(4) + [RandomState.spec, flag], tensors: count,
      most: 8)
    expect(
      MovingAverage(Array(repeating: .init(), count: count)), parameters(2) + [flag],
      tensors: count, most: 16)
    expect(
      AdamUpdate(learningRate: 1, factors: UpdateFactors(rate: true, gradient: true)),
      parameters(4) + [RandomState.spec, TensorSpec([1]), TensorSpec([1]), flag], tensors: count,
      most: 8)
    expect(
      GradientAccumulation(parts: 2), parameters(2) + [BatchPart.spec], tensors: count, most: 19)
    expect(
      PartStatistics(Array(repeating: .init(), count: count)),
      parameters(3) + [BatchPart.spec, flag], tensors: count, most: 10)
  }

  /// A device that accepts 4,352 bytes, as NVIDIA's do.
  @Test func launchesUseWhatTheDeviceAccepts() {
    var device = DeviceTraits(family: .gpu)
    device.maximumArgumentBytes = 4_352
    let parameters = (0..<54).flatMap { Array(repeating: TensorSpec([1 + $0]), count: 3) }
    let lowering = RMSpropUpdate(learningRate: 1).lower(
      parameters + [TensorSpec([1], .int32)], for: device, tuning: TuningRecord())
    #expect(lowering.launches.count == 2)
  }

  /// Every element belongs to a work-group: each parameter has its own blocks of 1,024.
  @Test func everyBlockHasAWorkGroup() {
    let sizes = [1, 1_024, 1_025, 10]
    let inputs = sizes.flatMap { Array(repeating: TensorSpec([$0]), count: 3) }
    let operation = RMSpropUpdate(learningRate: 1)
    let launch = launches(operation, inputs + [TensorSpec([1], .int32)], .gpu)
    #expect(launch.map(\.global) == [[5 * 256]])
  }
}

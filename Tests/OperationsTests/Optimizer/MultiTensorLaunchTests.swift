import Graphs
import Operations
import Testing

/// How many tensors the updates of a step take at once.
@Suite("Launches of several members")
struct MultiTensorLaunchTests {
  /// Bytes of arguments that every device takes (`CL_DEVICE_MAX_PARAMETER_SIZE`).
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

  /// - Parameter most: the members of a launch.
  private func expect(
    _ operation: some Operation, _ inputs: [TensorSpec], members: Int, most: Int
  ) {
    for family in DeviceTraits.Family.allCases {
      let launches = launches(operation, inputs, family)
      #expect(launches.count == (members + most - 1) / most, "\(operation.name)")
      #expect(Set(launches.map(\.kernel)).count == 1, "one program: \(operation.name)")
      #expect(launches.allSatisfy { bytes($0) <= Self.limit }, "\(operation.name)")
    }
  }

  @Test(arguments: [1, 8, 24, 54])
  func argumentsStayWithinTheLimit(_ members: Int) {
    let flag = TensorSpec([1], .int32)
    func parameters(_ tensors: Int) -> [TensorSpec] {
      (0..<members).flatMap { Array(repeating: TensorSpec([1 + $0]), count: tensors) }
    }
    expect(RMSpropUpdate(learningRate: 1), parameters(3) + [flag], members: members, most: 11)
    expect(
      RMSpropMomentumUpdate(learningRate: 1), parameters(4) + [flag], members: members, most: 8)
    expect(MomentumUpdate(learningRate: 1), parameters(3) + [flag], members: members, most: 11)
    expect(
      AdamUpdate(learningRate: 1), parameters(4) + [RandomState.spec, flag], members: members,
      most: 8)
    expect(
      MovingAverage(Array(repeating: .init(), count: members)), parameters(2) + [flag],
      members: members, most: 16)
  }

  /// Every element is some work-item's: blocks of 1,024 for each parameter, however small.
  @Test func everyBlockHasAWorkGroup() {
    let sizes = [1, 1_024, 1_025, 10]
    let inputs = sizes.flatMap { Array(repeating: TensorSpec([$0]), count: 3) }
    let operation = RMSpropUpdate(learningRate: 1)
    let launch = launches(operation, inputs + [TensorSpec([1], .int32)], .gpu)
    #expect(launch.map(\.global) == [[5 * 256]])
  }
}

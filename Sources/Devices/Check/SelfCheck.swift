package import Basics
package import Compute
import Execution
package import Graphs
package import KernelFiles

/// Compares what a device computes with the host, before anything is trained on it: drivers exist that
/// compute wrongly without a word.
package struct SelfCheck {
  private let device: Device
  private let traits: DeviceTraits
  private let kernels: KernelRegistry?
  private let cases: [SelfCheckCase]

  /// - Parameters:
  ///   - traits: nil takes the device's own.
  ///   - isThorough: whether the operations are included that the check before a first use leaves out.
  ///   - kernels: files that replace the embedded ones, for tests.
  package init(
    _ device: Device, _ traits: DeviceTraits? = nil, isThorough: Bool,
    kernels: KernelRegistry? = nil
  ) {
    self.device = device
    self.traits = traits ?? DeviceTraits(device.description)
    self.kernels = kernels
    cases = SelfCheckCase.all.filter { isThorough || !$0.isThorough }
  }

  /// A hash of all that the outcomes depend on: device, driver, the text and constants of the kernels.
  package func fingerprint() throws(PlanError) -> StableHash {
    var hash = StableHash()
    let description = device.description
    for text in [
      description.platformName, description.platformVersion, description.name,
      description.driverVersion,
    ] { hash.combine(text) }
    for test in cases {
      for kernel in try plan(test).kernels {
        hash.combine(kernel.source.program(from: kernels))
        for (name, value) in kernel.constants.sorted(by: { $0.key < $1.key }) {
          hash.combine("\(name)=\(value)")
        }
      }
    }
    return hash
  }

  /// Runs every case; a driver that fails in one is asked for the others too. A device that cannot be
  /// opened has one outcome.
  package func outcomes() throws(PlanError) -> [SelfCheckOutcome] {
    let executor: OpenCLExecutor
    do throws(ComputeError) {
      executor = try OpenCLExecutor(
        device, traits, keepsCoresAwake: false, cacheDirectory: nil, kernels: kernels)
    } catch {
      return [SelfCheckOutcome(subject: "anything", failure: error.cause)]
    }
    var outcomes: [SelfCheckOutcome] = []
    for test in cases {
      let plan = try plan(test)
      do throws(ComputeError) {
        outcomes.append(
          SelfCheckOutcome(subject: test.subject, deviation: try deviation(test, plan, executor)))
      } catch {
        outcomes.append(SelfCheckOutcome(subject: test.subject, failure: error.cause))
      }
    }
    return outcomes
  }

  private func plan(_ test: SelfCheckCase) throws(PlanError) -> Plan {
    let leaves = test.inputs.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
    let results = test.operation.all(leaves)
    let outputs = results.enumerated().map { Graph.Output("output\($0.offset)", $0.element) }
    return try Plan(Graph(outputs: outputs), for: traits)
  }

  private func deviation(
    _ test: SelfCheckCase, _ plan: Plan, _ executor: OpenCLExecutor
  ) throws(ComputeError) -> Double {
    let loaded = try executor.load(plan, progress: { _, _ in })
    defer { executor.unload(loaded) }
    try executor.overwriteArena(with: .nan)
    let feed = Dictionary(
      uniqueKeysWithValues: test.inputs.enumerated().map { ("input\($0.offset)", $0.element) })
    try executor.run(loaded, inputs: feed)
    let expected = test.operation.evaluate(test.inputs.map { $0.converted(to: Double.self) })
    var worst = 0.0
    for (index, oracle) in expected.enumerated() {
      let result = try executor.read("output\(index)", of: loaded)
      worst = max(worst, Self.distance(result, oracle))
    }
    return worst
  }

  /// ‖result − oracle‖ / ‖oracle‖; infinite where a result is not finite.
  private static func distance(_ result: HostTensor<Float>, _ oracle: HostTensor<Double>) -> Double
  {
    guard case .real(let expected) = oracle.storage else {
      return result.integers == oracle.integers ? 0 : .infinity
    }
    var (difference, norm) = (0.0, 0.0)
    for (value, exact) in zip(result.values, expected) {
      let error = Double(value) - exact
      difference += error * error
      norm += exact * exact
    }
    let distance = (difference / max(norm, 1e-12)).squareRoot()
    return distance.isFinite ? distance : .infinity
  }
}

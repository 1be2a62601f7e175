package import Compute
package import Execution
package import Graphs
import Runs

/// One operation alone on a device, with its operands in the device's memory.
package final class OperationTrial {
  package let operation: any Tunable
  package let inputs: [TensorSpec]
  package let space: TuningSpace
  private let executor: OpenCLExecutor
  private let operands: [Variable]
  private let graph: Graph

  /// Opens the device; nil where the operation has nothing to choose on it.
  ///
  /// - Parameters:
  ///   - family: forces a kernel family, for tests.
  ///   - vectorWidth: forces a vector width, for tests.
  ///   - precision: what heavy operations multiply in.
  ///   - cacheDirectory: where compiled kernels are kept.
  /// - Precondition: the operation accepts the inputs.
  package init?(
    _ operation: any Tunable, _ inputs: [TensorSpec], on device: Device,
    family: DeviceTraits.Family? = nil, vectorWidth: Int? = nil,
    precision: DeviceTraits.Precision = .float32, cacheDirectory: String?
  ) throws(ComputeError) {
    let executor = try OpenCLExecutor(
      device, family: family, vectorWidth: vectorWidth, precision: precision,
      cacheDirectory: cacheDirectory)
    guard let space = operation.tuningSpace(inputs, for: executor.traits) else { return nil }
    self.operation = operation
    self.inputs = inputs
    self.space = space
    self.executor = executor
    // Variables, so that an execution transfers no operands.
    operands = inputs.enumerated().map { Variable("operand \($0)", $1) }
    let results = operation.all(operands.map { .variable($0) })
    graph = Graph(outputs: results.enumerated().map { Graph.Output("\($0)", $1) })
  }

  /// What the device multiplies in.
  package var precision: DeviceTraits.Precision { executor.traits.precision }

  /// What the operation's launches would be.
  package func launches(_ choices: [String: Int]) -> [Launch] {
    operation.lower(inputs, for: executor.traits, tuning: record(choices)).launches
  }

  /// Compiles the operation with these choices.
  package func load(_ choices: [String: Int]) throws -> LoadedPlan {
    try executor.load(try Plan(graph, for: executor.traits, tuning: record(choices)))
  }

  package func unload(_ plan: LoadedPlan) { executor.unload(plan) }

  /// Writes the operands.
  package func set(_ values: [HostTensor<Float>]) throws(ComputeError) {
    for (operand, value) in zip(operands, values) { try executor.set(operand, to: value) }
  }

  /// The results of one execution, in an arena that held other values.
  package func results(of plan: LoadedPlan) throws(ComputeError) -> [HostTensor<Float>] {
    try executor.overwriteArena(with: 1000)
    try executor.run(plan, inputs: [:])
    var results: [HostTensor<Float>] = []
    for index in graph.outputs.indices { results.append(try executor.read("\(index)", of: plan)) }
    return results
  }

  /// Seconds of one execution, from several in a row.
  package func seconds(_ plan: LoadedPlan, runs: Int) throws(ComputeError) -> Double {
    let start = ContinuousClock.now
    for _ in 0..<runs { try executor.run(plan, inputs: [:]) }
    try executor.finish()
    return (ContinuousClock.now - start).seconds / Double(runs)
  }

  private func record(_ choices: [String: Int]) -> TuningRecord {
    // Without choices the entry must be missing: some operations look for one.
    TuningRecord(entries: choices.isEmpty ? [:] : [space.key: choices])
  }
}

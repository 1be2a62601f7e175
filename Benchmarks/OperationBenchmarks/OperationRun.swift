import Continuum

/// A plan of one operation, loaded into an executor, with operands that stay on the device.
final class OperationRun: Workload {
  /// An operand of the operation with its values.
  enum Operand {
    /// Uniform in ±1.
    case uniform(Shape)
    /// All 1: what must be positive.
    case ones(Shape)
    case integers([Int32], Shape)
  }

  let flops: Int
  let bytes: Int
  let peak: Double?
  private let executor: any Executor
  private let loaded: LoadedPlan

  /// - Parameter updated: the operands that the operation's outputs replace, in their order, as an
  ///   optimiser's update replaces a parameter; empty where the outputs are results.
  init(_ operation: any Operation, _ operands: [Operand], updating updated: [Int] = []) throws {
    let opened = try OpenedDevice.fromEnvironment()
    peak = try opened.measuredPeak()
    executor = opened.executor
    // Variables, not inputs: an input would be written anew for every run.
    let variables = operands.enumerated().map { number, operand in
      Variable("operand\(number)", operand.spec, initializer: operand.initializer)
    }
    let outputs = try operation.applied(to: variables.map { .variable($0) })
    let graph =
      updated.isEmpty
      ? Graph(outputs: outputs.enumerated().map { .init("output\($0)", $1) })
      : Graph(
        outputs: [], assignments: zip(updated, outputs).map { .init(variables[$0], $1) })
    let plan = try Plan(graph, for: executor.traits)
    loaded = try executor.load(plan)
    try executor.initialize(variables, seed: 1)
    for case (let variable, .integers(let values, let shape)) in zip(variables, operands) {
      try executor.set(variable, to: HostTensor(integers: values, shape: shape))
    }
    flops = plan.flops
    bytes = (variables.map(\.spec) + outputs.map(\.spec)).reduce(0) { $0 + $1.byteCount }
  }

  func run() throws {
    try executor.run(loaded, inputs: [:])
    try executor.finish()
  }
}

extension OperationRun.Operand {
  fileprivate var spec: TensorSpec {
    switch self {
    case .uniform(let shape), .ones(let shape): TensorSpec(shape)
    case .integers(_, let shape): TensorSpec(shape, .int32)
    }
  }

  fileprivate var initializer: Initializer {
    switch self {
    case .uniform: .glorotUniform(fanIn: 3, fanOut: 3)
    case .ones: .ones
    case .integers: .zeros
    }
  }
}

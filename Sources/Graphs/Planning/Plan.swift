/// A graph lowered for one kind of device: steps in order, and where every value is stored.
///
/// A plan is a pure value. Both executors execute the same plan: one by its launches, the other by each
/// operation's host evaluation.
public struct Plan: Sendable {
  /// Where a value is stored.
  package enum Storage: Sendable, Hashable {
    /// At a byte offset in the arena that the executor owns.
    case arena(offset: Int)
    case input(String)
    case variable(String)
    case constant(Int)
  }

  /// A tensor of the graph, with the element type that it is stored in, and its storage.
  public struct Value: Sendable, Hashable {
    public let spec: TensorSpec
    package let storage: Storage
  }

  /// One operation with its operands, as indices into `values`.
  public struct Step: Sendable {
    public let operation: any Operation
    public let label: String
    public let inputs: [Int]
    public let outputs: [Int]
    package let launches: [Launch]
    /// The algorithm of the launches, where the operation has several.
    package let algorithm: AlgorithmChoice?
    /// Byte offsets of its scratch buffers in the arena.
    public let workspace: [Int]
    /// Sizes of its scratch buffers in bytes.
    public let workspaceBytes: [Int]
    /// Values that nothing reads after this step.
    public let released: [Int]
  }

  /// A value that is copied into a variable after the last step.
  package struct Copy: Sendable, Hashable {
    package let value: Int
    package let variable: String
  }

  public let device: DeviceTraits
  public let values: [Value]
  public let steps: [Step]
  package let copies: [Copy]
  /// Assignments whose value is computed in the variable's own memory; the host copies them too.
  package let inPlaceAssignments: [Copy]
  /// Named results, as indices into `values`; they stay readable until the next execution.
  public let outputs: [String: Int]
  public let inputs: [String: TensorSpec]
  public let variables: [Variable]
  public let constants: [[Float]]
  public let arenaBytes: Int

  /// Lowers a graph for a device.
  ///
  /// - Throws: `PlanError` where the graph has sizes that kernels cannot count.
  public init(
    _ graph: Graph, for device: DeviceTraits, tuning: TuningRecord = TuningRecord()
  ) throws(PlanError) {
    let lowered = try LoweredGraph(graph, for: device, tuning: tuning)
    let memory = MemoryPlan(lowered)
    self.device = device
    values = memory.values
    steps = memory.steps
    copies = lowered.copies
    inPlaceAssignments = lowered.inPlaceAssignments
    outputs = Dictionary(
      uniqueKeysWithValues: graph.outputs.map { ($0.name, lowered.value(of: $0.tensor)) })
    var inputs: [String: TensorSpec] = [:]
    var constants: [[Float]] = []
    for node in lowered.leaves {
      switch node.kind {
      case .input(let name): inputs[name] = node.outputs[0]
      case .constant(let values): constants.append(values)
      case .variable, .operation: break
      }
    }
    self.inputs = inputs
    self.constants = constants
    variables = graph.variables
    arenaBytes = memory.arenaBytes
  }

  /// Launches and copies in one execution.
  public var launchCount: Int { steps.reduce(0) { $0 + $1.launches.count } + copies.count }

  /// Floating-point operations in one execution, a multiply-add counted as two.
  public var flops: Int {
    steps.reduce(0) { $0 + $1.operation.flops(described($1.inputs)) }
  }

  /// The specs of values in the graph, which operations expect.
  package func described(_ indices: [Int]) -> [TensorSpec] {
    indices.map { values[$0].spec.described }
  }

  /// The distinct kernels to compile.
  package var kernels: [KernelSpecification] {
    var seen: Set<KernelSpecification> = []
    return steps.flatMap(\.launches).compactMap {
      guard case .kernel(let launch) = $0, seen.insert(launch.kernel).inserted else { return nil }
      return launch.kernel
    }
  }
}

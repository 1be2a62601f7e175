import Basics

extension Plan {
  /// One launch, or one copy into a variable, with its part of the operation's work.
  package struct LaunchCost: Sendable, Hashable {
    /// The operation's name; `copy` for a copy into a variable.
    package let operation: String
    /// The layer's path; the variable's name for a copy.
    package let label: String
    package let algorithm: String?
    /// The kernel's name; `gemm` for a product of the matrix library, `copy` for a copy.
    package let kernel: String
    /// What is compiled for it; nil for a copy and a product of the matrix library.
    package let specification: KernelSpecification?
    /// The operation's flops that the launch computes, and the bytes of its tensors, each once, scratch
    /// memory included.
    package let cost: Cost
    /// Floating-point operations that the launch executes: those of `cost`, unless its algorithm needs
    /// fewer.
    package let executedFlops: Int
    /// Whether they are MMA instructions.
    package let usesMMA: Bool
    /// Nil for a copy and for a product of the matrix library, which chooses them itself.
    package let workGroups: Int?
    /// Work-items of a work-group.
    package let workItems: Int?

    package init(
      operation: String, label: String, algorithm: String? = nil, kernel: String,
      specification: KernelSpecification? = nil, cost: Cost, executedFlops: Int? = nil,
      usesMMA: Bool = false, workGroups: Int? = nil, workItems: Int? = nil
    ) {
      self.operation = operation
      self.label = label
      self.algorithm = algorithm
      self.kernel = kernel
      self.specification = specification
      self.cost = cost
      self.executedFlops = executedFlops ?? cost.flops
      self.usesMMA = usesMMA
      self.workGroups = workGroups
      self.workItems = workItems
    }
  }

  /// The cost of every launch, then of every copy into a variable, which reads and writes once.
  package var launchCosts: [LaunchCost] {
    steps.flatMap(launchCosts)
      + copies.map {
        LaunchCost(
          operation: "copy", label: $0.variable, kernel: "copy",
          cost: Cost(bytes: 2 * values[$0.value].spec.byteCount))
      }
  }

  /// An operation's flops belong to the kernel that moves the most bytes; launches of that kernel divide
  /// them in proportion to their bytes. The others pack operands or add partial results.
  private func launchCosts(of step: Step) -> [LaunchCost] {
    let bytes = step.launches.map { byteCount(of: $0, in: step) }
    var byKernel: [String: Int] = [:]
    for (launch, bytes) in zip(step.launches, bytes) { byKernel[launch.name, default: 0] += bytes }
    let main = step.launches.map(\.name).max { byKernel[$0, default: 0] < byKernel[$1, default: 0] }
    let flops = step.operation.flops(described(step.inputs))
    let total = max(1, byKernel[main ?? "", default: 0])
    var (moved, given) = (0, 0)
    return zip(step.launches, bytes).map { launch, bytes in
      var part = 0
      if launch.name == main {
        moved += bytes
        part = Int((Double(flops) * Double(moved) / Double(total)).rounded()) - given
        given += part
      }
      return LaunchCost(
        operation: step.operation.name, label: step.label, algorithm: step.algorithm?.name,
        kernel: launch.name, specification: launch.kernel?.kernel,
        cost: Cost(flops: part, bytes: bytes), executedFlops: launch.kernel?.executedFlops,
        usesMMA: launch.kernel?.kernel.constants["TENSOR_PTX"] == 1,
        workGroups: launch.kernel?.workGroups,
        workItems: launch.kernel?.local.reduce(1, *))
    }
  }

  /// The bytes of a launch's tensors, each counted once.
  private func byteCount(of launch: Launch, in step: Step) -> Int {
    Set(launch.operands).reduce(0) { sum, operand in
      switch operand {
      case .input(let index): sum + values[step.inputs[index]].spec.byteCount
      case .output(let index): sum + values[step.outputs[index]].spec.byteCount
      case .workspace(let index): sum + step.workspaceBytes[index]
      case .int, .float: sum
      }
    }
  }
}

extension Launch {
  fileprivate var kernel: KernelLaunch? {
    switch self {
    case .kernel(let launch): launch
    case .gemm: nil
    }
  }

  fileprivate var name: String { kernel?.kernel.function ?? "gemm" }

  fileprivate var operands: [KernelLaunch.Argument] {
    switch self {
    case .kernel(let launch): launch.arguments
    case .gemm(let product): [product.first, product.second, product.result]
    }
  }
}

extension KernelLaunch {
  fileprivate var workGroups: Int {
    zip(global, local).reduce(1) { $0 * $1.0.dividedRoundingUp(by: $1.1) }
  }
}

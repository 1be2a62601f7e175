import Graphs

extension Launch {
  /// A kernel with its arguments on a grid of work-items.
  static func kernel(
    _ kernel: KernelSpecification, _ arguments: [KernelLaunch.Argument],
    on grid: (global: [Int], local: [Int])
  ) -> Launch {
    .kernel(KernelLaunch(kernel, arguments, global: grid.global, local: grid.local))
  }

  /// The same launch with each argument replaced.
  ///
  /// - Precondition: it is a kernel: no reader of a normalised operand and no reduction lowers to a
  ///   product of the matrix library.
  func replacingArguments(
    _ replacement: (KernelLaunch.Argument) -> KernelLaunch.Argument
  ) -> Launch {
    switch self {
    case .kernel(let launch):
      .kernel(
        KernelLaunch(
          launch.kernel, launch.arguments.map(replacement), global: launch.global,
          local: launch.local, executedFlops: launch.executedFlops))
    case .gemm(let product):
      preconditionFailure("\(product): its operands cannot be replaced")
    }
  }
}

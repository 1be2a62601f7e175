import Graphs

extension Launch {
  /// The same launch with other operands.
  func replacingArguments(
    _ replacement: (KernelLaunch.Argument) -> KernelLaunch.Argument
  ) -> Launch {
    switch self {
    case .kernel(let launch):
      .kernel(
        KernelLaunch(
          launch.kernel, launch.arguments.map(replacement), global: launch.global,
          local: launch.local))
    case .gemm: self
    }
  }
}

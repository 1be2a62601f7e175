import Graphs
import Testing

extension Lowering {
  /// The first launch, which has to be that of a kernel.
  func firstKernel(
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> KernelLaunch {
    var kernel: KernelLaunch?
    if case .kernel(let launch)? = launches.first { kernel = launch }
    return try #require(kernel, "no kernel comes first", sourceLocation: sourceLocation)
  }
}

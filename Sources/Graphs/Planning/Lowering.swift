/// How a device computes an operation: launches in order, scratch memory, and tensors that may share
/// memory.
public struct Lowering: Sendable {
  /// An input and an output that may share memory.
  package struct Sharing: Sendable, Hashable {
    package let input: Int
    package let output: Int

    package init(input: Int, output: Int) {
      self.input = input
      self.output = output
    }
  }

  package let launches: [Launch]
  /// Sizes in bytes of the scratch buffers that the launches share, by index.
  package let workspace: [Int]
  /// Outputs that may overwrite an input that nothing reads later.
  package let inPlace: [Sharing]
  /// Outputs that are an input in another shape: no launch, always the same memory.
  package let aliases: [Sharing]
  /// The algorithm of the launches, where the operation has several.
  package let algorithm: AlgorithmChoice?

  package init(
    _ launches: [Launch], workspace: [Int] = [], inPlace: [Sharing] = [], aliases: [Sharing] = [],
    algorithm: AlgorithmChoice? = nil
  ) {
    self.launches = launches
    self.workspace = workspace
    self.inPlace = inPlace
    self.aliases = aliases
    self.algorithm = algorithm
  }

  /// The same launches as those of an algorithm.
  package func by(_ algorithm: AlgorithmChoice) -> Lowering {
    Lowering(
      launches, workspace: workspace, inPlace: inPlace, aliases: aliases, algorithm: algorithm)
  }
}

import Graphs
import Operations
import Testing

extension ConvolutionCase {
  /// Forward pass, input gradient and filter gradient of a convolution.
  enum Direction: CaseIterable { case forward, inputGradient, filterGradient }

  func operation(_ direction: Direction) -> any Tunable {
    switch direction {
    case .forward: Convolution(stride: stride, padding: padding, groups: groups)
    case .inputGradient:
      ConvolutionInputGradient(
        stride: stride, padding: padding, groups: groups, imageHeight: image[1],
        imageWidth: image[2])
    case .filterGradient:
      ConvolutionFilterGradient(
        stride: stride, padding: padding, groups: groups, kernelHeight: kernel[0],
        kernelWidth: kernel[1])
    }
  }

  /// The shapes of the operands.
  func operands(_ direction: Direction) throws(ShapeError) -> [Shape] {
    switch direction {
    case .forward: [image, kernel]
    case .inputGradient: [try features(), kernel]
    case .filterGradient: [image, try features()]
    }
  }

  /// Compares a direction's kernels with the oracle on random operands.
  ///
  /// - Parameter choices: those of the tuning record.
  func expectKernelsMatch(
    _ direction: Direction, seed: UInt64 = 1, choices: [String: Int] = [:],
    targets: [TestTarget] = TestTarget.all, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var random = TestRandom(seed: seed)
    let operation = operation(direction)
    try expectKernelsMatchOracle(
      operation, inputs: operands(direction).map { random.tensor($0) },
      tuning: choices.isEmpty ? TuningRecord() : tuning(operation.name, choices),
      targets: targets, sourceLocation: sourceLocation)
  }
}

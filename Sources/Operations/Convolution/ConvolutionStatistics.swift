import Graphs

/// The statistics of a convolution's result: computed in the kernel's epilogue, which stores partial
/// results (parts), or by a pass over the result; or none, where the epilogue has none.
struct ConvolutionStatistics {
  private let kind: ConvolutionEpilogue.Statistics?
  /// The index of the first input of the statistics.
  private let firstInput: Int
  private let grid: ChannelGrid
  /// The partial statistics that the kernel stores; nil where a pass computes them.
  private let parts: ChannelPartials?
  private let half: HalfOperands

  fileprivate init(
    _ kind: ConvolutionEpilogue.Statistics?, from firstInput: Int, on grid: ChannelGrid,
    parts: ChannelPartials?, half: HalfOperands
  ) {
    self.kind = kind
    self.firstInput = firstInput
    self.grid = grid
    self.parts = parts
    self.half = half
  }

  /// The inputs of the sums for a gradient.
  private var operands: BatchNormalizationGradient.Operands { .init(from: firstInput) }

  /// The constants that the convolution's kernel is compiled with. The activation after a batch
  /// normalisation replaces that of the epilogue, which then has none. The normalisation's input may be
  /// stored in half precision.
  var constants: [String: Int] {
    guard let kind, let parts else { return ["STATISTICS": 0] }
    switch kind {
    case .moments:
      return ["STATISTICS": 1, "STATISTICS_PARTS": parts.count]
    case .gradientSums(let gradient):
      let constants = ["STATISTICS": 2, "STATISTICS_PARTS": parts.count]
        .merging(half.constants(["unnormalized": operands.x])) { $1 }
      return gradient.activation == .identity
        ? constants
        : constants.merging(["HAS_DERIVATIVE": 1, "ACTIVATION": gradient.activation.rawValue]) {
          $1
        }
    }
  }

  /// The kernel's arguments for statistics whose parts are stored in workspace buffer `workspace`.
  func arguments(workspace: Int) -> [KernelLaunch.Argument] {
    guard let kind, parts != nil else { return [] }
    switch kind {
    case .moments:
      return [.workspace(workspace)]
    case .gradientSums(let gradient):
      return operands.all + [.float(gradient.epsilon), .workspace(workspace)]
    }
  }

  /// The convolution's launches, then those of the statistics; their workspace buffer follows the
  /// convolution's own.
  func appended(to lowering: Lowering) -> Lowering {
    guard let kind else { return lowering }
    let buffer = KernelLaunch.Argument.workspace(lowering.workspace.count)
    let launches: [Launch]
    switch kind {
    case .moments(let epsilon):
      let (mean, variance) = (KernelLaunch.Argument.output(1), KernelLaunch.Argument.output(2))
      let scale = ChannelMoments.Scale(
        gamma: .input(firstInput), epsilon: epsilon, result: .output(3))
      launches =
        parts.map {
          [
            ChannelMoments.merge(
              $0, in: buffer, mean: mean, variance: variance, scale: scale, on: grid)
          ]
        }
        ?? ChannelMoments.launches(
          of: .output(0), half, by: buffer, mean: mean, variance: variance, scale: scale, on: grid)
    case .gradientSums(let gradient):
      let results = BatchNormalizationGradient.Results(
        gammaGradient: .output(1), betaGradient: .output(2), factors: .output(3))
      launches =
        parts.map { [gradient.merge($0, in: buffer, operands, to: results, on: grid)] }
        ?? gradient.launches(
          of: .output(0), operands, half, by: buffer, to: results, on: grid)
    }
    return Lowering(
      lowering.launches + launches,
      workspace: lowering.workspace + (parts.map { [$0.byteCount] } ?? grid.partialBytes))
  }
}

extension ConvolutionEpilogue {
  /// The statistics of a result of this shape.
  ///
  /// - Parameters:
  ///   - parts: how many parts a kernel stores that computes statistics, which kernels of the CPU
  ///     family do only for whole vectors of channels; nil for other kernels.
  ///   - half: what is stored in half precision.
  func makeStatistics(
    of result: Shape, parts: Int?, half: HalfOperands = HalfOperands(), for device: DeviceTraits
  ) -> ConvolutionStatistics {
    let isInKernel = device.family == .gpu || result.last % device.vectorWidth == 0
    return ConvolutionStatistics(
      statistics, from: statisticsInput, on: ChannelGrid(result, for: device),
      parts: isInKernel ? parts.map { ChannelPartials(count: $0, channels: result.last) } : nil,
      half: half)
  }
}

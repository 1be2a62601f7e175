import Graphs

/// How the moments of a convolution's result come about: in the kernel's epilogue, which stores them
/// in parts, or by a pass over the result; and not at all where the epilogue has none.
struct ConvolutionMoments {
  private let grid: ChannelGrid?
  /// The parts that the kernel stores; nil where it stores none.
  private let parts: ChannelMoments?

  fileprivate init(grid: ChannelGrid?, parts: ChannelMoments?) {
    self.grid = grid
    self.parts = parts
  }

  /// The constants that the convolution's kernel is compiled with.
  var constants: [String: Int] {
    parts.map { ["HAS_MOMENTS": 1, "MOMENT_PARTS": $0.parts] } ?? ["HAS_MOMENTS": 0]
  }

  /// The kernel's argument for the parts, in the scratch buffer of that number.
  func arguments(workspace: Int) -> [KernelLaunch.Argument] {
    parts == nil ? [] : [.workspace(workspace)]
  }

  /// The convolution's launches with those that follow for the moments; their scratch buffer comes
  /// behind the convolution's own.
  func appended(to lowering: Lowering) -> Lowering {
    guard let grid else { return lowering }
    let buffer = KernelLaunch.Argument.workspace(lowering.workspace.count)
    let moments = parts ?? grid.moments
    let pass = parts == nil ? [grid.statistics(of: .output(0), moments: buffer)] : []
    let merge = moments.merge(buffer, mean: .output(1), variance: .output(2), on: grid)
    return Lowering(
      lowering.launches + pass + [merge], workspace: lowering.workspace + [moments.byteCount])
  }
}

extension ConvolutionEpilogue {
  /// The moments of a result of this shape.
  ///
  /// - Parameter parts: the parts that a kernel stores whose epilogue computes moments of whole
  ///   vectors of channels; nil for other kernels.
  func moments(of result: Shape, parts: Int?, for device: DeviceTraits) -> ConvolutionMoments {
    guard hasMoments else { return ConvolutionMoments(grid: nil, parts: nil) }
    let isWhole = result.last % device.vectorWidth == 0
    return ConvolutionMoments(
      grid: ChannelGrid(result, for: device),
      parts: isWhole ? parts.map { ChannelMoments(parts: $0, channels: result.last) } : nil)
  }
}

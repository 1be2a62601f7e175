import Graphs

/// One direction of a convolution to be lowered: everything that the choice of its algorithm depends on.
///
/// Operands 0 and 1 are source and weights, in the filter gradient image and features; the epilogue's
/// inputs follow.
struct ConvolutionProblem: Sendable {
  /// What a problem asks for besides the convolution itself, and not every algorithm's kernels do.
  enum Need: String, Sendable, Hashable {
    case prologue = "normalisation of an operand as it is loaded"
    case epilogue = "bias, activation, gate or statistics"
    case halfStorage = "storage in half precision"
    case groups = "groups of channels"
  }

  let geometry: ConvolutionGeometry
  let direction: ConvolutionDirection
  let device: DeviceTraits
  let key: String
  var prologue = ConvolutionPrologue.nothing
  var epilogue = ConvolutionEpilogue()
  /// What is stored in half precision.
  var half = HalfOperands()
  var tuning = TuningRecord()

  var side: ConvolutionSide { geometry.side(direction) }

  /// The constants that every kernel of the direction is compiled with: see ConvolutionLayout.cl.
  var constants: [String: Int] {
    geometry.constants.merging(side.constants) { $1 }
      .merging(["REVERSED": direction.reversed]) { $1 }
  }

  var needs: [Need] {
    var needs: [Need] = []
    if prologue != .nothing { needs.append(.prologue) }
    if epilogue != ConvolutionEpilogue() { needs.append(.epilogue) }
    if !half.isEmpty { needs.append(.halfStorage) }
    if geometry.groups > 1 { needs.append(.groups) }
    return needs
  }

  /// The statistics of the result.
  ///
  /// - Parameter parts: how many parts the kernel stores; nil where it computes no statistics.
  func statistics(parts: Int?) -> ConvolutionStatistics {
    epilogue.makeStatistics(
      of: geometry.result(direction), parts: parts, half: half, for: device)
  }

  /// A kernel's arguments: source, weights, prologue, epilogue, statistics, result.
  func arguments(
    weights: KernelLaunch.Argument, statistics: [KernelLaunch.Argument] = []
  ) -> [KernelLaunch.Argument] {
    let operands: [KernelLaunch.Argument] = [.input(0), weights] + prologue.arguments
    return operands + epilogue.arguments + statistics + [.output(0)]
  }
}

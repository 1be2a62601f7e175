import Basics
import Graphs
import Kernels

/// How the recurrence of an LSTM is cut into work-items, for either family and direction.
struct LSTMTiling {
  let device: DeviceTraits
  let batch: Int
  let steps: Int
  let units: Int
  let isForward: Bool
  /// Rows of the batch in one work-item (CPU) or work-group (GPU).
  let rows: Int
  /// Floats in a vector; no more than units, so that a row of them has one.
  let width: Int
  /// Vectors in one row of a register tile.
  let tileVectors: Int
  /// The work-groups of the GPU family.
  let groups: LSTMGPUTiling?

  /// - Parameters:
  ///   - sequence: the shape [batch, steps, …].
  ///   - tuning: key `lstm BxTxU` or `lstmGradient BxTxU`; choices `rows`, `tileVectors`
  ///     (CPU), those of `LSTMGPUTiling` (GPU).
  init(
    _ name: String, sequence: Shape, units: Int, isForward: Bool, _ device: DeviceTraits,
    _ tuning: TuningRecord
  ) {
    self.device = device
    (batch, steps) = (sequence[0], sequence[1])
    self.units = units
    self.isForward = isForward
    let key = "\(name) \(batch)x\(steps)x\(units)"
    switch device.family {
    case .cpu:
      let perUnit = Self.parts(batch, device.computeUnits)
      width = [16, 8, 4, 2].first { $0 <= min(units, device.vectorWidth) } ?? 1
      let vectors = Self.parts(isForward ? 4 * units : units, width)
      tileVectors = min(
        vectors, max(1, tuning[key, "tileVectors"] ?? Self.tileVectors(vectors, width)))
      let limit = width >= 16 ? 8 : 4
      rows = max(
        1, min(batch, tuning[key, "rows"] ?? Self.rows(batch, upTo: min(limit, perUnit), device)))
      groups = nil
    case .gpu:
      (width, tileVectors) = (1, 1)
      let cut = LSTMGPUTiling(batch: batch, units: units, device, tuning.entries[key] ?? [:])
      rows = cut.rows
      groups = cut
    }
  }

  /// Work-items or work-groups.
  var items: Int { Self.parts(batch, rows) }

  /// Bytes of the scratch buffer for the packed kernel.
  var packedBytes: Int {
    device.family == .cpu ? packedBytes(depth: depth) : 16 * units * units
  }

  /// On a CPU, bytes of the packed kernel of a projection of so many inputs.
  func packedBytes(depth: Int) -> Int { packedVectors(depth: depth) * width * 4 }

  /// Bytes of the state where it lies in global memory; nil where it lies in local memory, or on a
  /// CPU, which needs none.
  var stateBytes: Int? {
    groups.flatMap { $0.stateIsLocal ? nil : items * $0.stateBytes }
  }

  private var depth: Int { isForward ? units : 4 * units }
  private var targets: Int { isForward ? 4 * units : units }
  private func packedVectors(depth: Int) -> Int {
    Self.parts(Self.parts(targets, width), tileVectors) * tileVectors * depth
  }

  /// The launch that rearranges the recurrent kernel or, where a depth is given, which takes a CPU, the
  /// kernel of a projection of so many inputs.
  func packing(
    _ kernel: KernelLaunch.Argument, depth inputs: Int? = nil, into packed: KernelLaunch.Argument
  ) -> Launch {
    let isPacked = device.family == .cpu
    let depth = inputs ?? depth
    let grid = device.elements(4 * units * (inputs ?? units))
    let sizes =
      isPacked
      ? [
        units, depth, targets, width, tileVectors, packedVectors(depth: depth), isForward ? 1 : 0,
      ] : [units]
    return .kernel(
      KernelLaunch(
        KernelSpecification(.lstmPacking, isPacked ? "lstmPacking" : "lstmTransposing"),
        [kernel, packed] + sizes.map { .int(Int32($0)) }, global: grid.global, local: grid.local))
  }

  /// The launch that walks the steps.
  func recurrence(
    _ source: KernelSource, _ function: String, activation: RecurrentActivation,
    hasInitialState: Bool, constants further: [String: Int] = [:],
    arguments: [KernelLaunch.Argument]
  ) -> Launch {
    var constants = [
      "UNITS": units, "ROWS": rows, "WIDTH": width, "HAS_STATE": hasInitialState ? 1 : 0,
      "HARD_SIGMOID": activation == .hardSigmoid ? 1 : 0,
    ].merging(further) { $1 }
    if let groups {
      constants.merge(groups.constants) { $1 }
    } else {
      constants["TILE_VECTORS"] = tileVectors
    }
    let group = groups?.group ?? 1
    return .kernel(
      KernelLaunch(
        KernelSpecification(source, function, constants: constants),
        arguments + [.int(Int32(batch)), .int(Int32(steps))], global: [items * group],
        local: [group]))
  }

  /// As many rows as share a vector of weights while the cores are busy, balanced over the cores.
  ///
  /// A row more than the sums stands for loading the weights.
  private static func rows(_ batch: Int, upTo limit: Int, _ device: DeviceTraits) -> Int {
    let least = max(1, (limit + 1) / 2)
    func cost(_ rows: Int) -> Int {
      parts(parts(batch, rows), device.computeUnits) * (rows + 1)
    }
    return (least...max(least, limit)).reversed().min { cost($0) < cost($1) } ?? limit
  }

  /// Two or three vectors, whichever leaves less of the last tile unused.
  private static func tileVectors(_ vectors: Int, _ width: Int) -> Int {
    guard width >= 16 else { return 2 }
    return parts(vectors, 3) * 3 <= parts(vectors, 2) * 2 ? 3 : 2
  }

  /// ⌈count / size⌉
  private static func parts(_ count: Int, _ size: Int) -> Int { count.dividedRoundingUp(by: size) }
}

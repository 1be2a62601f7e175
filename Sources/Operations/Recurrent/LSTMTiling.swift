import Basics
import Graphs
import Kernels

/// How the recurrence of an LSTM is divided among work-items, for either family and direction.
struct LSTMTiling {
  let device: DeviceTraits
  let batch: Int
  let steps: Int
  let units: Int
  let isForward: Bool
  /// Rows of the batch in one work-item (CPU) or work-group (GPU).
  let rows: Int
  /// Floats in a vector, at most `units`, so that a row of units holds a whole vector.
  let width: Int
  /// Vectors in one row of a register tile.
  let tileVectors: Int
  /// The work-groups; nil on a CPU.
  let gpu: LSTMGPUTiling?

  /// - Parameters:
  ///   - sequence: the shape [batch, steps, …].
  ///   - tuning: key `lstm BxTxU` or `lstmGradient BxTxU`; choices `rows`, `tileVectors`
  ///     (CPU), those of `LSTMGPUTiling` (GPU).
  init(
    _ name: String, sequence: Shape, units: Int, isForward: Bool, _ device: DeviceTraits,
    _ tuning: TuningRecord
  ) {
    precondition(
      sequence.rank == 3 && sequence.count > 0 && units > 0,
      "\(name): no recurrence over \(sequence) with \(units) units")
    self.device = device
    (batch, steps) = (sequence[0], sequence[1])
    self.units = units
    self.isForward = isForward
    let key = "\(name) \(batch)x\(steps)x\(units)"
    switch device.family {
    case .cpu:
      let perUnit = batch.dividedRoundingUp(by: device.computeUnits)
      width = [16, 8, 4, 2].first { $0 <= min(units, device.vectorWidth) } ?? 1
      let vectors = (isForward ? 4 * units : units).dividedRoundingUp(by: width)
      tileVectors = min(
        vectors, max(1, tuning[key, "tileVectors"] ?? Self.tileVectors(vectors, width)))
      let limit = width >= 16 ? 8 : 4
      rows = max(
        1, min(batch, tuning[key, "rows"] ?? Self.rows(batch, upTo: min(limit, perUnit), device)))
      gpu = nil
    case .gpu:
      (width, tileVectors) = (1, 1)
      let tiling = LSTMGPUTiling(batch: batch, units: units, device, tuning.entries[key] ?? [:])
      rows = tiling.rows
      gpu = tiling
    }
  }

  /// The number of work-items (CPU) or work-groups (GPU).
  private var count: Int { batch.dividedRoundingUp(by: rows) }

  /// Bytes of the scratch buffer for the packed recurrent kernel.
  var packedBytes: Int {
    device.family == .cpu ? packedBytes(k: k) : 16 * units * units
  }

  /// On a CPU, bytes of the packed kernel of a projection of `k` inputs.
  func packedBytes(k: Int) -> Int { packedVectors(k: k) * width * 4 }

  /// Bytes of the state where it is stored in global memory; nil where it is in local memory, and on a
  /// CPU, where it is in private memory.
  var stateBytes: Int? {
    gpu.flatMap { $0.stateIsLocal ? nil : count * $0.stateBytes }
  }

  /// K and N of a step's matrix product, [batch, K] with the packed recurrent kernel [K, N].
  private var k: Int { isForward ? units : 4 * units }
  private var n: Int { isForward ? 4 * units : units }
  private func packedVectors(k: Int) -> Int {
    n.dividedRoundingUp(by: width).roundedUp(toMultipleOf: tileVectors) * k
  }

  /// The launch that packs the recurrent kernel or, on a CPU, the kernel of a projection of
  /// `projectionInputs` inputs.
  func packing(
    _ kernel: KernelLaunch.Argument, projectionInputs: Int? = nil,
    into packed: KernelLaunch.Argument
  ) -> Launch {
    let isCPU = device.family == .cpu
    precondition(isCPU || projectionInputs == nil, "lstm: a projection is packed on a CPU only")
    let k = projectionInputs ?? k
    let grid = device.elements(4 * units * (projectionInputs ?? units))
    let sizes =
      isCPU
      ? [units, k, n, width, tileVectors, packedVectors(k: k), isForward ? 1 : 0] : [units]
    return .kernel(
      KernelSpecification(.lstmPacking, isCPU ? "lstmPacking" : "lstmTransposing"),
      [kernel, packed] + sizes.map { .int(Int32($0)) }, on: grid)
  }

  /// The launch that computes all steps.
  func recurrence(
    _ source: KernelSource, _ function: String, activation: RecurrentActivation,
    hasInitialState: Bool, constants further: [String: Int] = [:],
    arguments: [KernelLaunch.Argument]
  ) -> Launch {
    var constants = [
      "UNITS": units, "ROWS": rows, "WIDTH": width, "HAS_STATE": hasInitialState ? 1 : 0,
      "HARD_SIGMOID": activation == .hardSigmoid ? 1 : 0,
    ].merging(further) { $1 }
    if let gpu {
      constants.merge(gpu.constants) { $1 }
    } else {
      constants["TILE_VECTORS"] = tileVectors
    }
    let groupSize = gpu?.groupSize ?? 1
    return .kernel(
      KernelLaunch(
        KernelSpecification(source, function, constants: constants),
        arguments + [.int(Int32(batch)), .int(Int32(steps))], global: [count * groupSize],
        local: [groupSize]))
  }

  /// As many rows, which share each loaded vector of weights, as keep all cores equally busy.
  private static func rows(_ batch: Int, upTo limit: Int, _ device: DeviceTraits) -> Int {
    let least = max(1, (limit + 1) / 2)
    // Loading the weights costs as much as one more row.
    func cost(_ rows: Int) -> Int {
      batch.dividedRoundingUp(by: rows).dividedRoundingUp(by: device.computeUnits) * (rows + 1)
    }
    guard let best = (least...max(least, limit)).reversed().min(by: { cost($0) < cost($1) }) else {
      preconditionFailure("lstm: no rows from \(least) to \(limit) for a batch of \(batch)")
    }
    return best
  }

  /// Two or three vectors, whichever leaves less of the last tile unused.
  private static func tileVectors(_ vectors: Int, _ width: Int) -> Int {
    guard width >= 16 else { return 2 }
    return vectors.roundedUp(toMultipleOf: 3) <= vectors.roundedUp(toMultipleOf: 2) ? 3 : 2
  }
}

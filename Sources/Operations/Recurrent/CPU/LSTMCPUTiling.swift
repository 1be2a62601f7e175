import Basics
import Graphs
import Kernels

/// How the CPU family divides the recurrence of an LSTM among work-items and register tiles.
struct LSTMCPUTiling: Sendable {
  /// Rows of the batch in one work-item.
  let rows: Int
  /// Floats in a vector, at most `units`, so that a row of units holds a whole vector.
  let width: Int
  /// Vectors in one row of a register tile.
  let tileVectors: Int
  private let problem: LSTMProblem

  /// - Parameter problem: its tuning choices are `rows` and `tileVectors`.
  init(_ problem: LSTMProblem) {
    self.problem = problem
    let (batch, units, device) = (problem.batch, problem.units, problem.device)
    let perUnit = batch.dividedRoundingUp(by: device.computeUnits)
    width = [16, 8, 4, 2].first { $0 <= min(units, device.vectorWidth) } ?? 1
    let columns = problem.direction == .forward ? 4 * units : units
    let vectors = columns.dividedRoundingUp(by: width)
    tileVectors = min(
      vectors, max(1, problem.tuned("tileVectors") ?? Self.tileVectors(vectors, width)))
    let limit = width >= 16 ? 8 : 4
    rows = max(
      1, min(batch, problem.tuned("rows") ?? Self.rows(batch, upTo: min(limit, perUnit), device)))
  }

  /// The choices to try.
  static func axes(_ problem: LSTMProblem) -> [TuningSpace.Axis] {
    let limit = problem.device.vectorWidth >= 16 ? 12 : 6
    return [
      .init("rows", (1...limit).reversed().filter { $0 <= problem.batch }),
      .init("tileVectors", 1...4),
    ]
  }

  /// Bytes of the packed recurrent kernel.
  var packedBytes: Int { packedBytes(k: k) }

  /// Bytes of the packed kernel of a projection of `k` inputs.
  func packedBytes(k: Int) -> Int { packedVectors(k: k) * width * 4 }

  /// K and N of a step's matrix product, [batch, K] with the packed recurrent kernel [K, N].
  private var k: Int { problem.direction == .forward ? problem.units : 4 * problem.units }
  private var n: Int { problem.direction == .forward ? 4 * problem.units : problem.units }
  private func packedVectors(k: Int) -> Int {
    n.dividedRoundingUp(by: width).roundedUp(toMultipleOf: tileVectors) * k
  }

  /// The launch that packs the recurrent kernel, or the kernel of a projection of `projectionInputs` inputs.
  func packing(
    _ kernel: KernelLaunch.Argument, projectionInputs: Int? = nil,
    into packed: KernelLaunch.Argument
  ) -> Launch {
    let (units, k) = (problem.units, projectionInputs ?? k)
    let sizes = [
      units, k, n, width, tileVectors, packedVectors(k: k), problem.direction == .forward ? 1 : 0,
    ]
    return .kernel(
      KernelSpecification(.lstmPacking, "lstmPacking"),
      [kernel, packed] + sizes.map { .int(Int32($0)) },
      on: problem.device.elements(4 * units * (projectionInputs ?? units)))
  }

  /// The launch that computes all steps.
  func recurrence(
    _ source: KernelSource, _ function: String, constants: [String: Int] = [:],
    arguments: [KernelLaunch.Argument]
  ) -> Launch {
    problem.recurrence(
      source, function, rows: rows, width: width,
      constants: constants.merging(["TILE_VECTORS": tileVectors]) { $1 }, arguments: arguments,
      workItems: 1)
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

import Basics
import Graphs

/// How the GPU family cuts the recurrence of an LSTM into work-groups.
struct LSTMGPUTiling: Hashable {
  /// Where the recurrent weights lie, by the number that the kernels know.
  enum Weights: Int {
    case global
    case registers
    case local
  }

  /// Work-items of a work-group, each with as many columns of the 4·units.
  let group: Int
  let perItem: Int
  /// Rows of the batch in a work-group.
  let rows: Int
  let weights: Weights
  /// Whether state and gates of a step fit into local memory.
  let stateIsLocal: Bool
  private let pitch: Int

  /// Of a common compute unit, which two work-groups are to share, and of a work-item at most.
  private static let unitRegisters = 65_536
  private static let mostRegisters = 255
  /// Rows that share a weight; with more, their sums take too many registers.
  private static let mostRows = 4

  /// - Parameter choices: `group`, `rows`, `weights` (0: in global memory, 1: in registers, 2: in local
  ///   memory), `localState` (0: the state of a step lies in global memory).
  init(batch: Int, units: Int, _ device: DeviceTraits, _ choices: [String: Int]) {
    let pitch = (units + 3) / 4 * 4
    let columns = 4 * units
    func parts(_ count: Int, _ size: Int) -> Int { count.dividedRoundingUp(by: size) }
    let group = max(
      1, min(device.maximumWorkGroupSize, choices["group"] ?? parts(columns, 32) * 32))
    let perItem = parts(columns, group)
    let weightBytes = 4 * columns * pitch
    let statePerRow = 4 * Self.stateFloats * pitch
    func keepsWeights(_ rows: Int) -> Bool {
      let cells = parts(rows * units, group)
      let others = 40 + (5 + perItem) * rows + 12 * cells
      return perItem * pitch + others
        <= min(Self.mostRegisters, Self.unitRegisters / (2 * group))
    }
    // Enough work-groups for all compute units come before rows that share a weight.
    let perUnit = parts(batch, device.computeUnits)
    let fitting = max(1, device.localMemoryBytes / statePerRow)
    let most = max(1, min(Self.mostRows, perUnit, fitting))
    let kept = (1...most).last(where: keepsWeights)
    let rows = max(1, min(batch, choices["rows"] ?? kept ?? most))
    let fitsLocal = weightBytes + rows * statePerRow <= device.localMemoryBytes
    let wanted = choices["weights"].flatMap(Weights.init(rawValue:))
    switch wanted {
    case .local where !fitsLocal, .registers where perItem * pitch > Self.mostRegisters:
      weights = .global
    case .some(let wanted): weights = wanted
    case nil: weights = keepsWeights(rows) ? .registers : fitsLocal ? .local : .global
    }
    let taken = weights == .local ? weightBytes : 0
    stateIsLocal =
      choices["localState"] != 0 && taken + rows * statePerRow <= device.localMemoryBytes
    (self.group, self.perItem, self.rows, self.pitch) = (group, perItem, rows, pitch)
  }

  /// Floats of state for a row of the batch and a unit: the larger need, that of the gradient.
  private static let stateFloats = 8

  /// Bytes of one work-group's state.
  var stateBytes: Int { 4 * Self.stateFloats * rows * pitch }

  /// What the kernels are compiled for.
  var constants: [String: Int] {
    [
      "GROUP": group, "PER_ITEM": perItem, "WEIGHTS": weights.rawValue,
      "STATE_LOCAL": stateIsLocal ? 1 : 0,
    ]
  }

  /// What to try.
  static func axes(batch: Int, units: Int, _ device: DeviceTraits) -> [TuningSpace.Axis] {
    let columns = 4 * units
    let groups = [1, 2, 3, 4].map { ((columns + $0 - 1) / $0 + 31) / 32 * 32 }
    return [
      .init("group", Set(groups.filter { $0 <= device.maximumWorkGroupSize }).sorted()),
      .init("rows", [1, 2, 4, 8].filter { $0 <= batch }),
      .init("weights", [0, 1, 2]), .init("localState", [0, 1]),
    ]
  }
}

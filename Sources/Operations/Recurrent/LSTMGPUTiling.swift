import Basics
import Graphs

/// How the GPU family divides the recurrence of an LSTM among work-groups.
struct LSTMGPUTiling: Hashable {
  /// Where the recurrent weights are kept; the raw values are those that kernels and records use.
  enum Weights: Int {
    case global
    case registers
    case local
  }

  /// Work-items of a work-group, and of the 4·units columns those that each work-item computes.
  let groupSize: Int
  let columnsPerItem: Int
  /// Rows of the batch in a work-group.
  let rows: Int
  let weights: Weights
  /// Whether the state and the gates of a step are kept in local memory.
  let stateIsLocal: Bool
  /// Units rounded up to whole quads.
  private let pitch: Int

  /// Registers of a common compute unit, which two work-groups should fit into, and the most that a
  /// work-item can have.
  private static let unitRegisters = 65_536
  private static let mostRegisters = 255
  /// The most rows that share a weight; the accumulators of more would need too many registers.
  private static let mostRows = 4
  /// Floats of state for a row of the batch and a unit. The gradient needs so many, the forward pass
  /// fewer.
  private static let stateFloats = 8

  /// - Parameter choices: `group` (work-items of a work-group), `rows`, `weights` (0: in global memory,
  ///   1: in registers, 2: in local memory), `localState` (0: a step's state is in global memory).
  init(batch: Int, units: Int, _ device: DeviceTraits, _ choices: [String: Int]) {
    let pitch = units.roundedUp(toMultipleOf: 4)
    let columns = 4 * units
    let groupSize = max(
      1,
      min(device.maximumWorkGroupSize, choices["group"] ?? columns.roundedUp(toMultipleOf: 32)))
    let columnsPerItem = columns.dividedRoundingUp(by: groupSize)
    let weightBytes = 4 * columns * pitch
    let statePerRow = 4 * Self.stateFloats * pitch
    func weightsFitRegisters(_ rows: Int) -> Bool {
      let cells = (rows * units).dividedRoundingUp(by: groupSize)
      let others = 40 + (5 + columnsPerItem) * rows + 12 * cells
      return columnsPerItem * pitch + others
        <= min(Self.mostRegisters, Self.unitRegisters / (2 * groupSize))
    }
    // A work-group for every compute unit is worth more than rows that share a weight.
    let perUnit = batch.dividedRoundingUp(by: device.computeUnits)
    let fitting = max(1, device.localMemoryBytes / statePerRow)
    let most = max(1, min(Self.mostRows, perUnit, fitting))
    let suitable = (1...most).last(where: weightsFitRegisters)
    let rows = max(1, min(batch, choices["rows"] ?? suitable ?? most))
    let weightsFitLocal = weightBytes + rows * statePerRow <= device.localMemoryBytes
    let wanted = choices["weights"].flatMap(Weights.init(rawValue:))
    switch wanted {
    case .local where !weightsFitLocal,
      .registers where columnsPerItem * pitch > Self.mostRegisters:
      weights = .global
    case .some(let wanted): weights = wanted
    case nil:
      weights = weightsFitRegisters(rows) ? .registers : weightsFitLocal ? .local : .global
    }
    let localWeightBytes = weights == .local ? weightBytes : 0
    stateIsLocal =
      choices["localState"] != 0
      && localWeightBytes + rows * statePerRow <= device.localMemoryBytes
    (self.groupSize, self.columnsPerItem) = (groupSize, columnsPerItem)
    (self.rows, self.pitch) = (rows, pitch)
  }

  /// Bytes of one work-group's state.
  var stateBytes: Int { 4 * Self.stateFloats * rows * pitch }

  /// What the kernels are compiled for.
  var constants: [String: Int] {
    [
      "GROUP_SIZE": groupSize, "COLUMNS_PER_ITEM": columnsPerItem, "WEIGHTS": weights.rawValue,
      "STATE_LOCAL": stateIsLocal ? 1 : 0,
    ]
  }

  /// The choices to try.
  static func axes(batch: Int, units: Int, _ device: DeviceTraits) -> [TuningSpace.Axis] {
    let sizes = (1...4).map {
      (4 * units).dividedRoundingUp(by: $0).roundedUp(toMultipleOf: 32)
    }
    return [
      .init("group", Set(sizes.filter { $0 <= device.maximumWorkGroupSize }).sorted()),
      .init("rows", [1, 2, 4, 8].filter { $0 <= batch }),
      .init("weights", [0, 1, 2]), .init("localState", [0, 1]),
    ]
  }
}

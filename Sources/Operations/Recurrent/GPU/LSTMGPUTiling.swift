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
  /// Cells that a work-item keeps at most.
  private let cells: Int

  /// Registers of a common compute unit, which two work-groups should fit into, and the most that a
  /// work-item can have.
  private static let unitRegisters = 65_536
  private static let mostRegisters = 255
  /// The most rows that share a weight; the accumulators of more would need too many registers.
  private static let mostRows = 4
  /// Floats of state for a row of the batch and a unit. The gradient needs so many, the forward pass
  /// fewer.
  private static let stateFloats = 8

  /// - Parameter problem: its tuning choices are `group` (work-items of a work-group), `rows`, `weights`
  ///   (0: in global memory, 1: in registers, 2: in local memory) and `localState` (0: a step's state is
  ///   in global memory).
  /// - Throws: where the tuning record asks for weights elsewhere or they do not fit. Global memory is
  ///   large enough for any, so it is also used where those that the record asks for do not fit.
  init(_ problem: LSTMProblem, weights: Weights) throws(Inapplicable) {
    let (batch, units, device) = (problem.batch, problem.units, problem.device)
    let pitch = units.roundedUp(toMultipleOf: 4)
    let columns = 4 * units
    let groupSize = max(
      1,
      min(
        device.maximumWorkGroupSize,
        problem.tuned("group") ?? columns.roundedUp(toMultipleOf: 32)))
    let columnsPerItem = columns.dividedRoundingUp(by: groupSize)
    let statePerRow = 4 * Self.stateFloats * pitch
    func cells(_ rows: Int) -> Int { (rows * units).dividedRoundingUp(by: groupSize) }
    /// Of a work-item, with its weights.
    func registers(_ rows: Int) -> Int {
      columnsPerItem * pitch + 40 + (5 + columnsPerItem) * rows + 12 * cells(rows)
    }
    let mostRegisters = min(Self.mostRegisters, Self.unitRegisters / (2 * groupSize))
    // A work-group for every compute unit is worth more than rows that share a weight.
    let perUnit = batch.dividedRoundingUp(by: device.computeUnits)
    let fitting = max(1, device.localMemoryBytes / statePerRow)
    let most = max(1, min(Self.mostRows, perUnit, fitting))
    let suitable = (1...most).last { registers($0) <= mostRegisters }
    let rows = max(1, min(batch, problem.tuned("rows") ?? suitable ?? most))

    let wanted = problem.tuned("weights").flatMap(Weights.init(rawValue:))
    if let wanted, wanted != weights, weights != .global {
      throw Inapplicable("the tuning record says weights = \(wanted.rawValue)")
    }
    let localWeightBytes = weights == .local ? 4 * columns * pitch : 0
    let localBytes = localWeightBytes + rows * statePerRow
    switch weights {
    case .registers where wanted == nil:
      guard registers(rows) <= mostRegisters else {
        throw Inapplicable("\(registers(rows)) registers of a work-item, at most \(mostRegisters)")
      }
    case .registers:
      guard columnsPerItem * pitch <= Self.mostRegisters else {
        throw Inapplicable(
          "\(columnsPerItem * pitch) weights of a work-item, at most \(Self.mostRegisters)")
      }
    case .local:
      guard localBytes <= device.localMemoryBytes else {
        throw Inapplicable(
          "weights and state take \(localBytes) bytes of local memory, at most "
            + "\(device.localMemoryBytes)")
      }
    case .global: break
    }
    self.weights = weights
    stateIsLocal = problem.tuned("localState") != 0 && localBytes <= device.localMemoryBytes
    (self.groupSize, self.columnsPerItem) = (groupSize, columnsPerItem)
    (self.rows, self.pitch) = (rows, pitch)
    self.cells = cells(rows)
  }

  /// Work-groups for a batch.
  func workGroups(_ batch: Int) -> Int { batch.dividedRoundingUp(by: rows) }

  /// Floats of one work-group's state.
  private var stateSize: Int { Self.stateFloats * rows * pitch }

  /// Bytes of one work-group's state.
  var stateBytes: Int { 4 * stateSize }

  /// What the kernels are compiled for.
  var constants: [String: Int] {
    [
      "GROUP_SIZE": groupSize, "COLUMNS_PER_ITEM": columnsPerItem, "WEIGHTS": weights.rawValue,
      "STATE_LOCAL": stateIsLocal ? 1 : 0, "STATE_SIZE": stateSize, "PITCH": pitch,
      "QUADS": pitch / 4, "CELLS": cells,
    ]
  }

  /// The choices to try.
  static func axes(_ problem: LSTMProblem) -> [TuningSpace.Axis] {
    let sizes = (1...4).map {
      (4 * problem.units).dividedRoundingUp(by: $0).roundedUp(toMultipleOf: 32)
    }
    return [
      .init("group", Set(sizes.filter { $0 <= problem.device.maximumWorkGroupSize }).sorted()),
      .init("rows", [1, 2, 4, 8].filter { $0 <= problem.batch }),
      .init("weights", [0, 1, 2]), .init("localState", [0, 1]),
    ]
  }
}

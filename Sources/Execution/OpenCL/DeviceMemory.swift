import Basics
import Compute
import Graphs

/// The memory of a device that all plans of an executor share: the variables, and one arena for
/// intermediate values.
final class DeviceMemory {
  /// Buffer sizes are multiples of this many bytes, so that a wide load at the end stays inside.
  private static let unit = 256

  let context: Context
  private(set) var arena: Buffer
  private var variables: [String: Buffer] = [:]

  init(_ context: Context) throws(ComputeError) {
    self.context = context
    arena = try context.makeBuffer(byteCount: Self.unit)
  }

  /// The size of a buffer that holds `byteCount` bytes; never zero.
  static func rounded(_ byteCount: Int) -> Int {
    max(unit, byteCount.roundedUp(toMultipleOf: unit))
  }

  /// The buffer of a variable of a plan that was loaded.
  func variable(_ name: String) -> Buffer {
    guard let buffer = variables[name] else {
      preconditionFailure("no loaded plan has a variable \(name)")
    }
    return buffer
  }

  /// Reserves memory for variables that have none yet, all zero.
  func reserve(_ new: [Variable]) throws(ComputeError) {
    for variable in new where variables[variable.name] == nil {
      variables[variable.name] = try zeroed(variable.spec.byteCount)
    }
  }

  /// Makes the arena hold at least `byteCount` bytes, after everything in flight.
  ///
  /// - Returns: whether the arena is a new one, to which arguments have to be bound again.
  func growArena(to byteCount: Int) throws(ComputeError) -> Bool {
    guard byteCount > arena.byteCount else { return false }
    // What is in flight uses the old one.
    try context.finish()
    arena = try zeroed(byteCount)
    return true
  }

  /// Fills the arena with one value.
  func overwriteArena(with value: Float) throws(ComputeError) {
    try write(Array(repeating: value, count: arena.byteCount / 4), to: arena)
  }
}

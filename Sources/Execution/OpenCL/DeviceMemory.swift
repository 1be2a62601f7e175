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
  /// What a CPU's memory counts against; none for memory of a device's own.
  private let limit: MemoryLimit

  /// - Parameter limit: nil for what holds now.
  init(_ context: Context, limit: MemoryLimit? = nil) throws(ComputeError) {
    self.context = context
    let isCPU = context.device.description.kind == .cpu
    self.limit = limit ?? (isCPU ? .current() : MemoryLimit(bytes: nil))
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
    let missing = new.filter { variables[$0.name] == nil }
    try limit.check(
      missing.reduce(variableBytes + arena.byteCount) { $0 + Self.rounded($1.spec.byteCount) })
    for variable in missing {
      variables[variable.name] = try zeroed(variable.spec.byteCount)
    }
  }

  private var variableBytes: Int { variables.values.reduce(0) { $0 + $1.byteCount } }

  /// Makes the arena hold at least `byteCount` bytes, after everything in flight.
  ///
  /// - Returns: whether the arena is a new one, to which arguments have to be bound again.
  func growArena(to byteCount: Int) throws(ComputeError) -> Bool {
    guard byteCount > arena.byteCount else { return false }
    try limit.check(variableBytes + byteCount)
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

import Graphs

/// What the CPU family's general algorithm and that for a tall A have in common.
extension MatrixProduct {
  /// A, B, bias, addend and gate. A tensor that there is not still needs an address: that of B.
  var cpuOperands: [KernelLaunch.Argument] {
    let addend = hasBias ? 3 : 2
    return [
      .input(0), .input(1), .input(hasBias ? 2 : 1), .input(hasAddend ? addend : 1),
      .input(cpuGate == nil ? 1 : hasAddend ? addend + 1 : addend),
    ]
  }

  /// What the kernel has to do, but for the sums of B's columns.
  func cpuFlags(withEpilogue: Bool) -> MatrixProductFlags {
    var flags: MatrixProductFlags = []
    if transposeFirst { flags.insert(.transposeA) }
    if transposeSecond { flags.insert(.transposeB) }
    guard withEpilogue else { return flags }
    if hasBias { flags.insert(.bias) }
    if hasAddend { flags.insert(.addend) }
    if activation != .identity { flags.insert(.activation) }
    if cpuGate != nil { flags.insert(.gate) }
    return flags
  }

  /// The flags' bits and the activation, where the identity shares ReLU's program.
  func cpuConstants(withEpilogue: Bool) -> [String: Int] {
    let applied = withEpilogue ? cpuGate ?? activation : .identity
    return MatrixProductFlags.constants.merging([
      "ACTIVATION": (applied == .identity ? .relu : applied).rawValue
    ]) { $1 }
  }

  /// The gate, unless its derivative is 1.
  private var cpuGate: Activation? { gate == .identity ? nil : gate }
}

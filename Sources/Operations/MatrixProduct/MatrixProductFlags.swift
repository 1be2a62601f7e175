/// The bits of `flags`, an argument of the CPU family's kernels for matrix products.
///
/// Only this file numbers them: the kernels are compiled with `constants`.
struct MatrixProductFlags: OptionSet {
  let rawValue: Int

  /// The bias is added.
  static let bias = MatrixProductFlags(rawValue: 1)
  /// The activation is applied.
  static let activation = MatrixProductFlags(rawValue: 2)
  /// The result is multiplied by the activation's derivative at the gate.
  static let gate = MatrixProductFlags(rawValue: 4)
  /// A is stored [K, M].
  static let transposeA = MatrixProductFlags(rawValue: 8)
  /// B is stored [N, K].
  static let transposeB = MatrixProductFlags(rawValue: 16)
  /// The addend is added, before the activation or the gate.
  static let addend = MatrixProductFlags(rawValue: 32)
  /// The sums of B's columns are a second output.
  static let columnSums = MatrixProductFlags(rawValue: 64)
  /// B is read as scalars and A as vectors, not the other way round.
  static let swapped = MatrixProductFlags(rawValue: 128)

  /// Their `-D` constants.
  static let constants = [
    "FLAG_BIAS": bias.rawValue, "FLAG_ACTIVATION": activation.rawValue,
    "FLAG_GATE": gate.rawValue, "FLAG_TRANSPOSE_A": transposeA.rawValue,
    "FLAG_TRANSPOSE_B": transposeB.rawValue, "FLAG_ADDEND": addend.rawValue,
    "FLAG_COLUMN_SUMS": columnSums.rawValue, "FLAG_SWAPPED": swapped.rawValue,
  ]
}

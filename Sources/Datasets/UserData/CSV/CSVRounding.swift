/// Whether the numbers of a column are one in 32 bits although they are different: those of a clock may be,
/// or very small ones.
struct CSVRounding {
  private var first: Double?
  /// One that differs from the first.
  private var other: Double?
  private var differsRounded = false

  mutating func add(_ number: Double) {
    guard let first else {
      first = number
      return
    }
    guard number != first else { return }
    other = other ?? number
    if Float(number) != Float(first) { differsRounded = true }
  }

  /// `badData` where all that the column tells is lost; nil where it is not.
  func fault(path: String, column: String) -> DatasetError? {
    guard let first, let other, !differsRounded else { return nil }
    return .badData(
      path: path,
      found:
        "numbers in column \(column), such as \(first) and \(other), that are all \(Float(first)) "
        + "in 32 bits",
      expected: "differences that 32 bits can hold, seven digits",
      advice: "subtract one number from the column, or multiply it, or leave it out")
  }
}

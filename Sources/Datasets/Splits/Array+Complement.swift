extension [Int] {
  /// The rows 0 ..< count that are not among these, ascending.
  ///
  /// - Precondition: all of these are in 0 ..< count.
  func complement(in count: Int) -> [Int] {
    var isOther = [Bool](repeating: true, count: count)
    for row in self { isOther[row] = false }
    return isOther.indices.filter { isOther[$0] }
  }
}

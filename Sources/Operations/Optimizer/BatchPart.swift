package import Graphs

/// Which part of a batch an execution computes, where a batch is computed in several parts: int32 [2],
/// whether it is the first and whether it is the last.
package enum BatchPart {
  package static let spec = TensorSpec([2], .int32)

  /// - Parameters:
  ///   - part: counted from 0.
  ///   - count: the number of parts.
  package static func values(_ part: Int, of count: Int) -> [Int32] {
    precondition((0..<count).contains(part), "part \(part) of \(count)")
    return [part == 0 ? 1 : 0, part == count - 1 ? 1 : 0]
  }
}

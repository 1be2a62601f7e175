/// A plan that was refused before anything was lowered or allocated for it.
public enum PlanError: Error, Sendable, Hashable {
  /// Kernels count elements, work-items and sizes in an `int`, and a node needs more than it holds.
  ///
  /// - Parameters:
  ///   - node: the path of the layer, or the name of an input or a variable; may be empty.
  ///   - operation: the operation's name; `input`, `variable` or `constant` for a leaf.
  ///   - what: what is counted, for example `values in one tensor`.
  ///   - found: how many there would be, for example `3000000 x 1024`.
  ///   - limit: how many there may be.
  case tooLarge(node: String, operation: String, what: String, found: String, limit: Int)
}

extension PlanError: CustomStringConvertible {
  /// One line that says where, what was found, what is allowed and what to do.
  public var description: String {
    switch self {
    case .tooLarge(let node, let operation, let what, let found, let limit):
      let place = node.isEmpty ? operation : "\(node) (\(operation))"
      return "\(place): \(found) \(what), at most \(limit); take a smaller batch size"
    }
  }
}

import Graphs

/// A way to compute some of the problems of an operation on one kernel family; a value is the algorithm
/// with its tile for one problem.
///
/// `Problem.algorithms` lists those of an operation. The first that applies is used. A new one is a file
/// with a conforming type, and its name in that list.
protocol Algorithm<Problem>: Sendable {
  associatedtype Problem: AlgorithmProblem

  /// What plans call it, for example `winograd`.
  static var name: String { get }

  /// What its kernels do besides the plain operation; problems with other needs pass it over.
  static var supported: Set<Problem.Need> { get }

  /// Where a tuning record keeps the algorithm's choices. Those of a list with the same key are tuned
  /// together.
  static func tuningKey(_ problem: Problem) -> String

  /// The choices to measure, on axes that may be empty. Any combination must give the right result.
  ///
  /// - Parameter isUnused: whether the choices on earlier axes select an algorithm before this one.
  static func axes(
    _ problem: Problem, unless isUnused: @escaping @Sendable (_ chosen: [String: Int]) -> Bool
  ) -> [TuningSpace.Axis]

  /// The algorithm for a problem, whatever that needs.
  ///
  /// - Throws: why sizes, device or tuning record exclude it.
  init(_ problem: Problem) throws(Inapplicable)

  var lowering: Lowering { get }
}

extension Algorithm {
  static func tuningKey(_ problem: Problem) -> String { problem.key }

  static func axes(
    _ problem: Problem, unless isUnused: @escaping @Sendable (_ chosen: [String: Int]) -> Bool
  ) -> [TuningSpace.Axis] { [] }
}

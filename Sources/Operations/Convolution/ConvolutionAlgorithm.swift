import Graphs

/// A way to compute some direction of a convolution on one kernel family; a value is the algorithm with
/// its tile for one problem.
///
/// `ConvolutionProblem.algorithms` lists the algorithms of each direction and family. The first that
/// applies is used. A new one is a file with a conforming type, and its name in that list.
protocol ConvolutionAlgorithm: Sendable {
  /// What plans call it, for example `winograd`.
  static var name: String { get }

  /// What its kernels do besides the convolution; problems with other needs pass it over. Statistics
  /// of the result may be left to a pass over the result (`ConvolutionProblem.statistics`).
  static var supported: Set<ConvolutionProblem.Need> { get }

  /// Where a tuning record keeps the algorithm's choices. Those of a list with the same key are tuned
  /// together.
  static func tuningKey(_ problem: ConvolutionProblem) -> String

  /// The choices to measure, on axes that may be empty. Any combination must give the right result.
  ///
  /// - Parameter isUnused: whether the choices on earlier axes select an algorithm before this one.
  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable (_ chosen: [String: Int]) -> Bool
  ) -> [TuningSpace.Axis]

  /// The algorithm for a problem, whatever that needs.
  ///
  /// - Throws: why geometry, device or tuning record exclude it.
  init(_ problem: ConvolutionProblem) throws(Inapplicable)

  var lowering: Lowering { get }
}

extension ConvolutionAlgorithm {
  static func tuningKey(_ problem: ConvolutionProblem) -> String { problem.key }
}

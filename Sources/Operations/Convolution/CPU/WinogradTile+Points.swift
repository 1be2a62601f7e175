import Basics
import Graphs

/// For which problems the algorithm can be used, and with how many points.
extension WinogradTile {
  /// The points of the transform, by the tuning choice `winograd` or the default.
  ///
  /// - Throws: why the algorithm cannot be used with them, or does not pay; or the choice is 0.
  static func points(for problem: ConvolutionProblem) throws(Inapplicable) -> Int {
    let points = problem.tuned("winograd") ?? defaultPoints
    guard points != 0 else { throw Inapplicable("the tuning record says winograd = 0") }
    try check(problem, points: points)
    return points
  }

  /// Alternatives to the default: 0 for the direct kernel, else the points of the transform.
  static func axis(_ problem: ConvolutionProblem) -> TuningSpace.Axis {
    let points = [4, 6].filter { (try? check(problem, points: $0)) != nil }
    return .init(
      "winograd", points.isEmpty ? [] : ([0] + points).filter { $0 != defaultPoints })
  }

  /// Whether the forward pass loads the phases of an image of few channels as quads: see
  /// WinogradQuads.cl.
  static func packsPhases(
    _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection
  ) -> Bool {
    direction == .forward && geometry.inChannels * geometry.stride == 4
  }

  /// Channels are whole vectors, except where phases are packed. With few results the transform of the weights costs more than it saves;
  /// with fewer than three taps per phase, or a stride above 2, nothing is saved.
  private static func check(
    _ problem: ConvolutionProblem, points: Int
  ) throws(Inapplicable) {
    let (geometry, vectorWidth) = (problem.geometry, problem.device.vectorWidth)
    let stride = geometry.stride
    guard stride <= 2 else { throw Inapplicable("stride \(stride), at most 2") }
    let taps = geometry.kernelHeight.dividedRoundingUp(by: stride)
    guard geometry.kernelWidth.dividedRoundingUp(by: stride) == taps,
      taps == 3 && points == 4 || (3...4).contains(taps) && points == 6
    else {
      throw Inapplicable(
        "a kernel of \(geometry.kernelHeight)x\(geometry.kernelWidth) at stride \(stride), needs "
          + "\(points == 4 ? "3x3" : "3x3 or 4x4") taps per phase for \(points) points")
    }
    guard vectorWidth >= 4 else { throw Inapplicable("vectors of \(vectorWidth), at least 4") }
    guard packsPhases(geometry, problem.direction) || geometry.inChannels % vectorWidth == 0,
      geometry.outChannels % vectorWidth == 0
    else {
      throw Inapplicable(
        "\(geometry.inChannels) and \(geometry.outChannels) channels, needs multiples of "
          + "\(vectorWidth)")
    }
    let results = geometry.batch * geometry.outHeight * geometry.outWidth
    guard results >= 1024 else { throw Inapplicable("\(results) feature pixels, pays from 1024") }
  }
}

/// The shape of a marker.
enum PlotMarker: CaseIterable {
  case circle, square, triangle, diamond, cross, openCircle, downTriangle, plus, openSquare, star

  /// Whether the shape is filled; others are drawn by their outline.
  var isFilled: Bool {
    switch self {
    case .circle, .square, .triangle, .diamond, .downTriangle: true
    case .cross, .openCircle, .plus, .openSquare, .star: false
    }
  }

  /// The shape as commands of an SVG path, around a point.
  func path(_ x: Double, _ y: Double, radius r: Double) -> String {
    let number = SVGDocument.number
    func move(_ dx: Double, _ dy: Double) -> String { "M\(number(x + dx)) \(number(y + dy))" }
    func line(_ dx: Double, _ dy: Double) -> String { "l\(number(dx)) \(number(dy))" }
    switch self {
    case .circle, .openCircle:
      let arc = "a\(number(r)) \(number(r)) 0 1 0 "
      return move(-r, 0) + "\(arc)\(number(2 * r)) 0\(arc)\(number(-2 * r)) 0z"
    case .square, .openSquare:
      let half = 0.9 * r
      return move(-half, -half) + line(2 * half, 0) + line(0, 2 * half) + line(-2 * half, 0) + "z"
    case .triangle: return move(0, -1.2 * r) + line(1.1 * r, 2 * r) + line(-2.2 * r, 0) + "z"
    case .downTriangle: return move(0, 1.2 * r) + line(1.1 * r, -2 * r) + line(-2.2 * r, 0) + "z"
    case .diamond:
      let s = 1.25 * r
      return move(0, -s) + line(s, s) + line(-s, s) + line(-s, -s) + "z"
    case .cross:
      return move(-r, -r) + line(2 * r, 2 * r) + move(-r, r) + line(2 * r, -2 * r)
    case .plus:
      let s = 1.25 * r
      return move(-s, 0) + line(2 * s, 0) + move(0, -s) + line(0, 2 * s)
    case .star:
      let (a, b) = (1.1 * r, 0.64 * r)
      return move(0, -a) + line(0, 2 * a) + move(-a, -b) + line(2 * a, 2 * b) + move(-a, b)
        + line(2 * a, -2 * b)
    }
  }
}

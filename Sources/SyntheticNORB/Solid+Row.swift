extension Solid {
  /// The number of floats in a row of the kernel's table of solids.
  static let rowLength = 28

  /// The solid as a row of the kernel's table; SolidDistance.cl has the layout.
  var row: [Float] {
    var row = [Float](repeating: 0, count: Self.rowLength)
    let ball = self.ball
    // Avoids a division by zero; this blend is far smaller than a pixel.
    let melting = max(blend, 1e-3)
    row[1] = isMirrored ? 1 : 0
    row[2] = melting
    row[3] = 0.25 / melting
    row.replace(4, ball.middle)
    row[7] = ball.radius + melting
    row[8] = 1
    row.replace(9, middle)
    row.replace(12, axes.x)
    row.replace(15, axes.y)
    row.replace(18, axes.z)
    row[24] = rounding
    switch form {
    case .capsule(let start, let end, let startRadius, let endRadius):
      let along = end - start
      let square = max(along.dot(along), 1e-8)
      let growth = endRadius - startRadius
      row.replace(9, start)
      row.replace(12, along)
      row[15] = 1 / square
      row[16] = startRadius
      row[17] = growth
      row[8] = 1 / (1 + growth * growth / square).squareRoot()
    case .frustum(let half, let shift, let shrinkX, let shrinkZ):
      row[0] = 1
      row.replace(21, half - rounding)
      row[25] = shift
      row[26] = shrinkX
      row[27] = shrinkZ
      // The kernel measures in sheared axes: the largest stretch of the shear bounds the derivative.
      let lean = abs(shift) + abs(shrinkX)
      let shear = (lean * lean + shrinkZ * shrinkZ).squareRoot()
      row[8] = 2 / (shear + (shear * shear + 4).squareRoot())
    case .ellipsoid(let half):
      row[0] = 2
      row.replace(21, 1 / half)
      row[8] = 0.9
    case .cylinder(let radius, let halfLength):
      row[0] = 3
      row[21] = radius - rounding
      row[22] = halfLength - rounding
    }
    return row
  }
}

extension [Float] {
  /// Writes the three components of `vector` at `index`.
  mutating func replace(_ index: Int, _ vector: SIMD3<Float>) {
    self[index] = vector.x
    self[index + 1] = vector.y
    self[index + 2] = vector.z
  }
}

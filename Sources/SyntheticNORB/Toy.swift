/// A toy on the ground: solids in the order in which they blend.
struct Toy: Sendable, Hashable {
  /// The kernel's masks have one bit per solid.
  static let solidLimit = 32

  private(set) var solids: [Solid]
  /// The middle of the toy's extent.
  private(set) var middle: Vector
  /// The radius of a ball around all solids, about `middle`.
  private(set) var radius: Float

  /// Places the solids on the ground and scales them: in the view where the toy looks largest, it
  /// extends `size` from its middle sideways or upwards.
  init(_ all: [Solid], size: Float) {
    precondition(
      (1...Self.solidLimit).contains(all.count), "a toy of \(all.count) solids")
    func reach(_ direction: Vector) -> Float {
      all.reduce(-.infinity) { max($0, $1.reach(along: direction)) }
    }
    let (front, rear) = (reach([1, 0, 0]), -reach([-1, 0, 0]))
    let (top, bottom) = (reach([0, 1, 0]), -reach([0, -1, 0]))
    let center = Vector((front + rear) / 2, (top + bottom) / 2, 0)
    var largest: Float = 0
    for azimuth in 0..<Scene.azimuthCount {
      let turn = Float(azimuth * 20).radians
      let side = Vector.direction(azimuth: turn + .pi / 2, elevation: 0)
      largest = max(largest, reach(side) - center.dot(side))
      for elevation in [Float(30), 50, 70] {
        let up = Vector.direction(azimuth: turn, elevation: (elevation + 90).radians)
        largest = max(largest, reach(up) - center.dot(up))
      }
    }
    let scale = size / largest
    let offset = Vector(-center.x, -bottom, 0)
    solids = all.map { $0.placed(offset: offset, scale: scale) }
    let middle = Vector(0, (top - bottom) / 2 * scale, 0)
    self.middle = middle
    radius = solids.reduce(-.infinity) { radius, solid in
      let ball = solid.ball
      return max(radius, (ball.middle - middle).length + ball.radius + solid.blend)
    }
  }
}

/// Collects the solids of a toy.
struct ToyBuilder {
  private(set) var solids: [Solid] = []

  mutating func capsule(
    _ start: Vector, _ end: Vector, _ startRadius: Float, _ endRadius: Float? = nil,
    blend: Float = 0, mirrored: Bool = false
  ) {
    solids.append(
      Solid(
        form: .capsule(
          start: start, end: end, startRadius: startRadius, endRadius: endRadius ?? startRadius),
        blend: blend, isMirrored: mirrored))
  }

  mutating func box(
    _ middle: Vector, _ halfSides: Vector, rounding: Float = 0, shift: Float = 0,
    shrinkX: Float = 0, shrinkZ: Float = 0, axes: Axes = Axes(), blend: Float = 0,
    mirrored: Bool = false
  ) {
    solids.append(
      Solid(
        form: .frustum(halfSides: halfSides, shift: shift, shrinkX: shrinkX, shrinkZ: shrinkZ),
        middle: middle, axes: axes, rounding: min(rounding, 0.9 * halfSides.min()), blend: blend,
        isMirrored: mirrored))
  }

  mutating func ellipsoid(
    _ middle: Vector, _ halfAxes: Vector, axes: Axes = Axes(), blend: Float = 0,
    mirrored: Bool = false
  ) {
    solids.append(
      Solid(
        form: .ellipsoid(halfAxes: halfAxes), middle: middle, axes: axes, blend: blend,
        isMirrored: mirrored))
  }

  /// A cylinder along the z of `axes`.
  mutating func cylinder(
    _ middle: Vector, radius: Float, halfLength: Float, rounding: Float = 0, axes: Axes = Axes(),
    blend: Float = 0, mirrored: Bool = false
  ) {
    solids.append(
      Solid(
        form: .cylinder(radius: radius, halfLength: halfLength), middle: middle, axes: axes,
        rounding: min(rounding, 0.9 * min(radius, halfLength)), blend: blend, isMirrored: mirrored))
  }
}

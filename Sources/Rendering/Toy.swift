/// A toy: solids in the order in which they melt together, standing on the ground.
struct Toy: Sendable, Hashable {
  /// The kernel's masks have one bit per solid.
  static let solidLimit = 32

  private(set) var solids: [Solid]
  /// The middle of the toy's extent.
  private(set) var middle: Vector
  /// The radius of a ball around all solids, about `middle`.
  private(set) var radius: Float

  /// Scales the solids so that the extent's half diagonal is `size`, and puts them on the ground.
  init(_ parts: [Solid], size: Float) {
    precondition(
      (1...Self.solidLimit).contains(parts.count), "a toy of \(parts.count) solids")
    var (low, high) = parts[0].extent
    for part in parts.dropFirst() {
      low = pointwiseMin(low, part.extent.low)
      high = pointwiseMax(high, part.extent.high)
    }
    let scale = 2 * size / (high - low).length
    let offset = Vector(-(low.x + high.x) / 2, -low.y, 0)
    solids = parts.map { $0.placed(offset: offset, scale: scale) }
    let middle = Vector(0, (high.y - low.y) / 2 * scale, 0)
    self.middle = middle
    radius =
      solids.map { solid in
        let ball = solid.ball
        return (ball.middle - middle).length + ball.radius + solid.blend
      }.max() ?? size
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

/// A simple body that toys are made of.
struct Solid: Sendable, Hashable {
  enum Form: Sendable, Hashable {
    /// A round bar from `start` to `end` whose radius changes on the way.
    case capsule(start: Vector, end: Vector, startRadius: Float, endRadius: Float)
    /// A box whose sides in x and z shrink, and whose middle in x shifts, per unit of its own y.
    case frustum(halfSides: Vector, shift: Float, shrinkX: Float, shrinkZ: Float)
    case ellipsoid(halfAxes: Vector)
    /// A disc or bar along its own z.
    case cylinder(radius: Float, halfLength: Float)
  }

  var form: Form
  /// The middle of all forms but capsules.
  var middle = Vector(0, 0, 0)
  var axes = Axes()
  /// Radius of the edges, within the size.
  var rounding: Float = 0
  /// The distance over which it melts into the solids before it.
  var blend: Float = 0
  /// Whether there is a second one, mirrored at z = 0.
  var isMirrored = false
}

extension Solid {
  /// The smallest and largest coordinates of the solid, its mirror image included.
  var extent: (low: Vector, high: Vector) {
    var (low, high) = ownExtent
    if isMirrored {
      let z = max(abs(low.z), abs(high.z))
      low.z = -z
      high.z = z
    }
    return (low, high)
  }

  private var ownExtent: (low: Vector, high: Vector) {
    switch form {
    case .capsule(let start, let end, let startRadius, let endRadius):
      return (
        pointwiseMin(start - startRadius, end - endRadius),
        pointwiseMax(start + startRadius, end + endRadius)
      )
    case .ellipsoid(let half):
      let x = half.x * axes.x
      let y = half.y * axes.y
      let z = half.z * axes.z
      let squares = x * x + y * y + z * z
      return (middle - squares.squareRoot(), middle + squares.squareRoot())
    case .frustum, .cylinder:
      let half = boxHalfSides
      let reach =
        Vector.absolute(half.x * axes.x) + Vector.absolute(half.y * axes.y)
        + Vector.absolute(half.z * axes.z)
      return (middle - reach, middle + reach)
    }
  }

  /// The half sides of a box around the solid in its own axes.
  private var boxHalfSides: Vector {
    switch form {
    case .frustum(let half, let shift, let shrinkX, let shrinkZ):
      return Vector(
        half.x + (abs(shift) + abs(shrinkX)) * half.y, half.y, half.z + abs(shrinkZ) * half.y)
    case .cylinder(let radius, let halfLength):
      return Vector(radius, radius, halfLength)
    case .ellipsoid(let half):
      return half
    case .capsule:
      return Vector(0, 0, 0)
    }
  }

  /// A ball around the solid (not its mirror image).
  var ball: (middle: Vector, radius: Float) {
    switch form {
    case .capsule(let start, let end, let startRadius, let endRadius):
      ((start + end) / 2, (end - start).length / 2 + max(startRadius, endRadius))
    case .ellipsoid(let half):
      (middle, half.max())
    case .cylinder(let radius, let halfLength):
      (middle, (radius * radius + halfLength * halfLength).squareRoot())
    case .frustum:
      (middle, boxHalfSides.length)
    }
  }

  /// Moved by `offset` (not sideways, so that mirror images stay in place), then scaled.
  func placed(offset: Vector, scale: Float) -> Solid {
    precondition(offset.z == 0, "a toy is centred in z from the start")
    var solid = self
    solid.middle = (middle + offset) * scale
    solid.rounding *= scale
    solid.blend *= scale
    switch form {
    case .capsule(let start, let end, let startRadius, let endRadius):
      solid.form = .capsule(
        start: (start + offset) * scale, end: (end + offset) * scale,
        startRadius: startRadius * scale, endRadius: endRadius * scale)
    case .frustum(let half, let shift, let shrinkX, let shrinkZ):
      solid.form = .frustum(
        halfSides: half * scale, shift: shift, shrinkX: shrinkX, shrinkZ: shrinkZ)
    case .ellipsoid(let half):
      solid.form = .ellipsoid(halfAxes: half * scale)
    case .cylinder(let radius, let halfLength):
      solid.form = .cylinder(radius: radius * scale, halfLength: halfLength * scale)
    }
    return solid
  }
}

/// A simple solid that toys are made of.
struct Solid: Sendable, Hashable {
  enum Form: Sendable, Hashable {
    /// A rounded bar from `start` to `end` with a linearly changing radius.
    case capsule(start: Vector, end: Vector, startRadius: Float, endRadius: Float)
    /// A box whose half sides in x and z shrink, and whose middle shifts in x, per unit of its own y.
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
  /// The distance over which it blends into the solids before it.
  var blend: Float = 0
  /// Whether there is a second one, mirrored at z = 0.
  var isMirrored = false
}

extension Solid {
  /// The support function: the largest coordinate along a unit vector, mirror image included.
  func reach(along direction: Vector) -> Float {
    let here = ownReach(along: direction)
    guard isMirrored else { return here }
    return max(here, ownReach(along: Vector(direction.x, direction.y, -direction.z)))
  }

  private func ownReach(along direction: Vector) -> Float {
    let own = Vector(axes.x.dot(direction), axes.y.dot(direction), axes.z.dot(direction))
    switch form {
    case .capsule(let start, let end, let startRadius, let endRadius):
      return max(start.dot(direction) + startRadius, end.dot(direction) + endRadius)
    case .ellipsoid(let half):
      return middle.dot(direction) + (half * own).length
    case .cylinder(let radius, let halfLength):
      return middle.dot(direction) + radius * Vector(own.x, own.y, 0).length
        + halfLength * abs(own.z)
    case .frustum(let half, let shift, let shrinkX, let shrinkZ):
      // Of its upper or its lower face.
      func reach(_ side: Float) -> Float {
        let y = side * half.y
        let face = Vector(half.x - shrinkX * y, 0, half.z - shrinkZ * y)
        return middle.dot(direction) + y * own.y + shift * y * own.x
          + face.x * abs(own.x) + face.z * abs(own.z)
      }
      return max(reach(1), reach(-1))
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

private import Foundation

/// A point or direction: x to the front of a toy, y up, z to its right.
typealias Vector = SIMD3<Float>

extension SIMD3<Float> {
  func dot(_ other: Self) -> Float { (self * other).sum() }
  var length: Float { dot(self).squareRoot() }
  var normalized: Self { self / length }

  func cross(_ other: Self) -> Self {
    Self(
      y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }

  /// Rotated about the vertical axis, from x towards z.
  func turned(by angle: Float) -> Self {
    let (c, s) = (cos(angle), sin(angle))
    return Self(c * x - s * z, y, s * x + c * z)
  }

  /// The unit vector at `azimuth` from x towards z and `elevation` above the ground, in radians.
  static func direction(azimuth: Float, elevation: Float) -> Self {
    Self(cos(elevation), sin(elevation), 0).turned(by: azimuth)
  }

  static func absolute(_ value: Self) -> Self {
    Self(abs(value.x), abs(value.y), abs(value.z))
  }
}

/// The axes of a rotated solid, unit vectors.
struct Axes: Sendable, Hashable {
  var x = Vector(1, 0, 0)
  var y = Vector(0, 1, 0)
  var z = Vector(0, 0, 1)

  /// Rotated by angles in radians: first `roll` about x, then `pitch` about z (the front rises),
  /// then `yaw` about y (from x towards z).
  static func turned(roll: Float = 0, pitch: Float = 0, yaw: Float = 0) -> Axes {
    func turn(_ v: Vector) -> Vector {
      let (cr, sr) = (cos(roll), sin(roll))
      let rolled = Vector(v.x, cr * v.y - sr * v.z, sr * v.y + cr * v.z)
      let (cp, sp) = (cos(pitch), sin(pitch))
      let pitched = Vector(
        cp * rolled.x - sp * rolled.y, sp * rolled.x + cp * rolled.y, rolled.z)
      return pitched.turned(by: yaw)
    }
    let axes = Axes()
    return Axes(x: turn(axes.x), y: turn(axes.y), z: turn(axes.z))
  }
}

extension Float {
  var radians: Float { self * .pi / 180 }
}

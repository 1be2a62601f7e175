private import Foundation

extension Toy {
  /// An airplane with its nose along x: from a propeller machine to a four-engined jet.
  static func airplane(_ draw: inout Draws) -> Toy {
    var builder = ToyBuilder()
    let radius = draw(0.14...0.21)
    let tail = Vector(-1, 0.35 * radius, 0)
    builder.capsule([-0.2, 0, 0], [draw(0.6...0.85), -0.02, 0], radius, radius * 0.8)
    builder.capsule([-0.2, 0, 0], tail, radius, radius * 0.35, blend: 0.03)

    let engines = draw.choice(of: 4)
    let isSlow = engines == 0
    let sweep = isSlow ? draw(-3...9).radians : draw(18...42).radians
    let span = draw(0.75...1.15)
    let chord = draw(0.18...0.28)
    let high = [-0.55, 0, 0.7][draw.choice(of: 3)] * radius
    let dihedral = draw(0...9).radians
    let wing = Vector(draw(0.02...0.25), high, 0)
    builder.wing(
      from: wing, length: span, chord: chord, tip: isSlow ? 0.75 : 0.38, sweep: sweep,
      tilt: dihedral)
    if isSlow, draw.choice(of: 2) == 0 {
      builder.wing(
        from: wing + [0.06, 0.36, 0], length: span, chord: chord * 0.9, tip: 0.75, sweep: sweep,
        tilt: dihedral)
      let strut = wing + [0.03, 0.06, 0.62 * span]
      builder.capsule(strut, strut + [0.05, 0.36, 0], 0.025, mirrored: true)
    }

    // Tail: a fin, and planes at its foot or at its top.
    let finHeight = draw(0.28...0.46)
    let finChord = draw(0.12...0.19)
    let lean = tan(sweep * 0.8 + 0.3)
    builder.box(
      [-0.88 - lean * finHeight / 2, 0.4 * radius + finHeight / 2, 0],
      [finChord * 0.75, finHeight / 2, 0.028], rounding: 0.02, shift: -lean,
      shrinkX: finChord * 0.5 / finHeight)
    let isTopped = engines == 3
    let plane =
      isTopped
      ? Vector(-0.9 - lean * finHeight, 0.4 * radius + finHeight, 0)
      : Vector(-0.88, 0.35 * radius, 0)
    builder.wing(
      from: plane, length: draw(0.32...0.48), chord: finChord * 0.85, tip: 0.55, sweep: sweep,
      tilt: 0)

    let canopy = Vector(draw(0.3...0.55), 0.72 * radius, 0)
    builder.ellipsoid(
      canopy, [0.2, radius * draw(0.55...0.8), radius * 0.62], blend: 0.02)
    builder.engines(
      engines, wing: wing, span: span, sweep: sweep, radius: radius, size: draw(0.065...0.1))
    builder.gear(below: -radius * 1.0, front: 0.62, rear: wing.x - 0.12, height: draw(0.12...0.2))
    return Toy(builder.solids, size: 1.04)
  }
}

extension ToyBuilder {
  /// A pair of wings from the middle outwards; `tip` is the outer chord divided by the inner one.
  fileprivate mutating func wing(
    from root: Vector, length: Float, chord: Float, tip: Float, sweep: Float, tilt: Float
  ) {
    let outward = Vector(0, sin(tilt), cos(tilt))
    let axes = Axes(x: [1, 0, 0], y: outward, z: Vector(1, 0, 0).cross(outward))
    let half = length / 2
    let back = tan(sweep)
    builderBox(
      root + half * outward - Vector(back * half, 0, 0),
      [chord * (1 + tip) / 2, half, 0.034], shift: -back, shrinkX: chord * (1 - tip) / length,
      shrinkZ: 0.012 / half, axes: axes)
  }

  private mutating func builderBox(
    _ middle: Vector, _ half: Vector, shift: Float, shrinkX: Float, shrinkZ: Float, axes: Axes
  ) {
    box(
      middle, half, rounding: 0.02, shift: shift, shrinkX: shrinkX, shrinkZ: shrinkZ, axes: axes,
      mirrored: true)
  }

  /// 0 a propeller on the nose, 1 two and 2 four jets below the wings, 3 two jets at the tail.
  fileprivate mutating func engines(
    _ kind: Int, wing: Vector, span: Float, sweep: Float, radius: Float, size: Float
  ) {
    switch kind {
    case 0:
      let nose = Vector(0.8 + radius, -0.02, 0)
      capsule(nose - [0.2, 0, 0], nose + [0.06, 0, 0], radius * 0.6, 0.05)
      box(nose + [0.02, 0, 0], [0.02, 0.34, 0.045], axes: .turned(roll: 0.6))
      box(nose + [0.02, 0, 0], [0.02, 0.34, 0.045], axes: .turned(roll: 0.6 + .pi / 2))
    case 3:
      let place = Vector(-0.55, 0.35 * radius, radius * 0.8 + size * 1.2)
      capsule(place - [0.16, 0, 0], place + [0.16, 0, 0], size, mirrored: true)
    default:
      for position in kind == 1 ? [Float(0.36)] : [0.3, 0.62] {
        let place = wing + [0.14 - tan(sweep) * position * span, -0.1, position * span]
        capsule(place - [0.14, 0, 0], place + [0.14, 0, 0], size * 0.85, size, mirrored: true)
      }
    }
  }

  fileprivate mutating func gear(below y: Float, front: Float, rear: Float, height: Float) {
    capsule([front, y + 0.1, 0], [front, y - height + 0.06, 0], 0.03)
    cylinder([front, y - height + 0.06, 0], radius: 0.07, halfLength: 0.035, rounding: 0.02)
    capsule([rear, y + 0.1, 0.08], [rear, y - height + 0.06, 0.2], 0.03, mirrored: true)
    cylinder(
      [rear, y - height + 0.06, 0.22], radius: 0.08, halfLength: 0.04, rounding: 0.02,
      mirrored: true)
  }
}

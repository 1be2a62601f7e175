extension Toy {
  /// A four-legged animal that looks along x: between a dachshund, a bull and a giraffe.
  static func animal(_ draw: inout Draws) -> Toy {
    var builder = ToyBuilder()
    let halfLength = draw(0.34...0.62)
    let girth = draw(0.27...0.42)
    let legLength = draw(0.4...0.72)
    let (chest, rump) = (girth * draw(0.95...1.25), girth * draw(0.8...1.15))
    let back = legLength + 0.75 * girth
    let (front, rear) = (halfLength, -halfLength)
    builder.capsule([rear, back, 0], [front, back + 0.04, 0], rump, chest)

    // Head and neck.
    let neckAngle = draw(20...72).radians
    let neckLength = chest + draw(0.12...0.6)
    let neckRadius = girth * draw(0.42...0.62)
    let neckBase = Vector(front + 0.1 * chest, back + 0.25 * chest, 0)
    let neckEnd = neckBase + neckLength * Vector.direction(azimuth: 0, elevation: neckAngle)
    builder.capsule(neckBase, neckEnd, neckRadius, neckRadius * 0.8, blend: 0.14)
    let headRadius = draw(0.19...0.27)
    let head = neckEnd + Vector(0.08, 0.03, 0)
    builder.ellipsoid(head, [headRadius * 1.15, headRadius, headRadius * 0.95], blend: 0.06)
    let muzzle = Vector.direction(azimuth: 0, elevation: draw(-48...(-8)).radians)
    builder.capsule(
      head, head + (headRadius + draw(0.1...0.34)) * muzzle, headRadius * 0.72,
      headRadius * draw(0.34...0.6), blend: 0.05)
    let earLength = draw(0.1...0.3)
    let earAngle = draw(-35...75).radians
    let ear = head + Vector(-0.3 * headRadius, 0.6 * headRadius, 0.65 * headRadius)
    builder.capsule(
      ear, ear + earLength * Vector.direction(azimuth: (105 as Float).radians, elevation: earAngle),
      0.06, 0.035, mirrored: true)
    if draw.choice(of: 5) < 2 {
      let horn = head + Vector(0, 0.8 * headRadius, 0.45 * headRadius)
      builder.capsule(horn, horn + [draw(-0.2...0.2), 0.3, 0.16], 0.055, 0.02, mirrored: true)
    }

    // Legs, in a walk.
    let stride = draw(0.03...0.24)
    let thickness = draw(0.095...0.145)
    for (x, radius, sign) in [(front - 0.05, chest, Float(1)), (rear + 0.05, rump, -1)] {
      for side in [Float(1), -1] {
        let z = side * (radius * 0.62)
        let foot = Vector(x + sign * side * stride, 0.05, z * 1.05)
        builder.capsule([x, back - 0.1, z], foot, thickness * 1.35, thickness * 0.8, blend: 0.06)
        builder.capsule(
          foot, foot + [0.07, 0, 0], thickness * 0.85, thickness * 0.8, blend: 0.03)
      }
    }

    let tailBase = Vector(rear - 0.8 * rump, back + 0.35 * rump, 0)
    let tail = Vector.direction(azimuth: .pi, elevation: draw(-70...50).radians)
    builder.capsule(tailBase, tailBase + draw(0.25...0.7) * tail, 0.065, 0.045, blend: 0.05)
    return Toy(builder.solids, size: 1.02)
  }
}

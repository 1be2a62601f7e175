extension Toy {
  /// A human figure that looks along x, in a pose of its own, perhaps with a hat or a rucksack.
  static func human(_ draw: inout Draws) -> Toy {
    var builder = ToyBuilder()
    let legLength = draw(0.56...0.76)
    let hips = draw(0.17...0.24)
    let torso = draw(0.5...0.66)
    let shoulders = draw(0.32...0.43)
    let depth = draw(0.18...0.26)
    let chest = Vector(0, legLength + 0.72 * torso, 0)
    builder.box(
      [0, legLength + 0.5 * torso, 0], [depth, 0.52 * torso, (hips + shoulders) / 2],
      rounding: 0.1, shrinkZ: (hips - shoulders + 0.1) / (2 * torso))

    let headRadius = draw(0.21...0.28)
    let head = Vector(draw(0...0.08), legLength + torso + 0.1 + headRadius, 0)
    builder.capsule(chest, head, 0.09, blend: 0.05)
    builder.ellipsoid(head, [headRadius, headRadius * 1.15, headRadius * 0.92])
    builder.capsule(
      head + [headRadius * 0.9, -0.02, 0], head + [headRadius + 0.05, -0.04, 0], 0.045, 0.035)
    headgear(draw.choice(of: 4), head: head, radius: headRadius, &builder)

    let limb = draw(0.1...0.135)
    for side in [Float(1), -1] {
      leg(side, hip: [0, legLength, side * hips * 0.8], length: legLength, limb, &draw, &builder)
      arm(side, shoulder: [0, chest.y + 0.16 * torso, side * shoulders], limb, &draw, &builder)
    }
    if draw.choice(of: 5) < 2 {
      builder.box(
        [-depth - 0.1, legLength + 0.58 * torso, 0], [0.12, 0.24, 0.2], rounding: 0.06)
    }
    return Toy(builder.solids, size: 1.0)
  }

  private static func leg(
    _ side: Float, hip: Vector, length: Float, _ limb: Float, _ draw: inout Draws,
    _ builder: inout ToyBuilder
  ) {
    let swing = (side * draw(-32...32)).radians
    let apart = draw(4...18).radians
    // Azimuth 90° is to the right: the leg points down, outwards by `apart`, forwards by `swing`.
    let down = Vector(0, -1, 0)
    let thigh =
      (down + swing * Vector(1, 0, 0) + apart * side * Vector(0, 0, 1)).normalized
    let knee = hip + 0.5 * length * thigh
    let shin =
      (down + (swing - draw(0...20).radians) * Vector(1, 0, 0)
      + apart * side * Vector(0, 0, 1)).normalized
    let foot = knee + 0.5 * length * shin
    builder.capsule(hip, knee, limb * 1.45, limb * 1.1, blend: 0.05)
    builder.capsule(knee, foot, limb * 1.1, limb * 0.85, blend: 0.02)
    builder.capsule(
      foot + [-0.02, -0.02, 0], foot + [0.17, -0.02, side * 0.04], limb * 0.9,
      limb * 0.75, blend: 0.03)
  }

  private static func arm(
    _ side: Float, shoulder: Vector, _ limb: Float, _ draw: inout Draws,
    _ builder: inout ToyBuilder
  ) {
    // From hanging (-80°) to raised (45°), out to the side and swung to the front or the back.
    let raise = draw(-80...45).radians
    let outward = (90 - draw(-35...70)).radians
    let upper = Vector.direction(azimuth: side * outward, elevation: raise)
    let elbow = shoulder + 0.3 * upper
    let lower = Vector.direction(
      azimuth: side * (outward - draw(0...50).radians), elevation: raise + draw(0...75).radians)
    builder.capsule(shoulder, elbow, limb * 1.05, limb * 0.9, blend: 0.05)
    builder.capsule(elbow, elbow + 0.28 * lower, limb * 0.9, limb * 0.75, blend: 0.02)
    builder.ellipsoid(
      elbow + 0.34 * lower, Vector(repeating: limb * 0.95), blend: 0.02)
  }

  private static func headgear(
    _ kind: Int, head: Vector, radius: Float, _ builder: inout ToyBuilder
  ) {
    let upright = Axes(x: [1, 0, 0], y: [0, 0, -1], z: [0, 1, 0])
    switch kind {
    case 0:  // a hat with a brim
      builder.cylinder(
        head + [0, 0.55 * radius, 0], radius: 1.75 * radius, halfLength: 0.025, axes: upright)
      builder.cylinder(
        head + [0, 1.05 * radius, 0], radius: 0.85 * radius, halfLength: 0.5 * radius,
        rounding: 0.04, axes: upright)
    case 1:  // a cap with a peak
      builder.ellipsoid(
        head + [0, 0.35 * radius, 0], [1.08 * radius, 0.95 * radius, 1.02 * radius])
      builder.box(
        head + [1.2 * radius, 0.5 * radius, 0], [0.5 * radius, 0.025, 0.65 * radius],
        rounding: 0.02)
    case 2:  // hair tied at the back
      builder.ellipsoid(
        head + [-0.25 * radius, 0.25 * radius, 0], [radius, 1.05 * radius, 1.05 * radius])
      builder.capsule(
        head + [-1.1 * radius, 0.3 * radius, 0], head + [-1.7 * radius, -0.7 * radius, 0], 0.08,
        0.04)
    default:
      break
    }
  }
}

extension Toy {
  /// A truck with its cab at the front along x, and one of five loads on its deck.
  static func truck(_ draw: inout Draws) -> Toy {
    var builder = ToyBuilder()
    let wheel = draw(0.15...0.21)
    let halfWidth = draw(0.3...0.4)
    let halfLength = draw(0.85...1.1)
    let deck = wheel * 1.5
    builder.box(
      [0, deck, 0], [halfLength, 0.07, halfWidth * 0.8], rounding: 0.02)

    // The cab, with or without a bonnet.
    let cabHalf = draw(0.2...0.28)
    let cabHeight = draw(0.26...0.36)
    let hasBonnet = draw.choice(of: 2) == 0
    let bonnet: Float = hasBonnet ? draw(0.16...0.22) : 0
    let cabMiddle = halfLength - cabHalf - 2 * bonnet
    builder.box(
      [cabMiddle, deck + cabHeight, 0], [cabHalf, cabHeight, halfWidth * 0.96], rounding: 0.05,
      shift: -draw(0.02...0.16), shrinkX: 0.1, shrinkZ: 0.06)
    if hasBonnet {
      builder.box(
        [halfLength - bonnet, deck + 0.15, 0], [bonnet + 0.04, 0.17, halfWidth * 0.72],
        rounding: 0.05, shrinkX: 0.1)
    }
    builder.box(
      [halfLength + 0.02, deck - 0.02, 0], [0.05, 0.07, halfWidth], rounding: 0.03)
    let load = (rear: -halfLength, front: cabMiddle - cabHalf - draw(0.05...0.12))
    builder.load(
      draw.choice(of: 5), from: load.rear, to: load.front, deck: deck + 0.07,
      halfWidth: halfWidth, height: draw(0.3...0.46))

    let axles = 1 + draw.choice(of: 3)
    let places =
      [halfLength - 0.24 - bonnet * 0.6]
      + (0..<axles).map { -halfLength + 0.26 + Float($0) * wheel * 2.15 }
    for x in places {
      builder.cylinder(
        [x, wheel, halfWidth * 0.88], radius: wheel, halfLength: 0.085, rounding: 0.03,
        mirrored: true)
    }
    return Toy(builder.solids, size: 1.0)
  }
}

extension ToyBuilder {
  /// 0 a box, 1 a flat bed with sides, 2 a tank, 3 a tipper, 4 a ladder.
  fileprivate mutating func load(
    _ kind: Int, from rear: Float, to front: Float, deck: Float, halfWidth: Float, height: Float
  ) {
    let (middle, half) = ((rear + front) / 2, (front - rear) / 2)
    switch kind {
    case 0:
      box([middle, deck + height, 0], [half, height, halfWidth], rounding: 0.03)
    case 1:
      box([middle, deck + 0.02, 0], [half, 0.03, halfWidth], rounding: 0.01)
      box(
        [middle, deck + 0.11, halfWidth - 0.02], [half, 0.11, 0.025], rounding: 0.01,
        mirrored: true)
      box([front - 0.03, deck + 0.2, 0], [0.03, 0.2, halfWidth], rounding: 0.01)
      capsule([middle - 0.5 * half, deck + 0.14, 0], [middle + 0.5 * half, deck + 0.14, 0], 0.12)
    case 2:
      let lying = Axes(x: [0, 0, -1], y: [0, 1, 0], z: [1, 0, 0])
      cylinder(
        [middle, deck + 0.92 * halfWidth, 0], radius: 0.92 * halfWidth, halfLength: half,
        rounding: 0.1, axes: lying)
      cylinder(
        [middle, deck + 1.85 * halfWidth, 0], radius: 0.1, halfLength: 0.06,
        axes: Axes(x: [1, 0, 0], y: [0, 0, -1], z: [0, 1, 0]))
    case 3:
      let tipped = Axes.turned(pitch: 0.22)
      box(
        [middle - 0.05, deck + 0.3, 0], [half, 0.2, halfWidth * 0.92], rounding: 0.03,
        shrinkX: -0.25, shrinkZ: -0.2, axes: tipped)
      capsule([middle, deck, 0], [middle + 0.4 * half, deck + 0.3, 0], 0.06)
    default:
      box([middle, deck + 0.14, 0], [half, 0.15, halfWidth], rounding: 0.03)
      box(
        [middle + 0.1, deck + 0.46, 0.11], [half + 0.1, 0.035, 0.03], rounding: 0.01,
        axes: .turned(pitch: 0.16), mirrored: true)
      for place in [-0.6, -0.2, 0.2, 0.6] as [Float] {
        let x = place * half
        let rung = Vector(middle + 0.1 + x, deck + 0.46 + 0.16 * x, 0)
        capsule(rung - [0, 0, 0.1], rung + [0, 0, 0.1], 0.025)
      }
      cylinder(
        [middle - 0.4 * half, deck + 0.32, 0], radius: 0.16, halfLength: 0.08,
        axes: Axes(x: [1, 0, 0], y: [0, 0, -1], z: [0, 1, 0]))
    }
  }
}

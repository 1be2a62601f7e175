extension Toy {
  /// A car with its bonnet along x: from a flat coupé to an estate.
  static func car(_ draw: inout Draws) -> Toy {
    var builder = ToyBuilder()
    let wheel = draw(0.16...0.22)
    let halfLength = draw(0.82...1.05)
    let halfWidth = draw(0.36...0.46)
    let bodyHeight = draw(0.12...0.18)
    let clearance = draw(0.09...0.15)
    let body = clearance + bodyHeight
    builder.box(
      [0, body, 0], [halfLength, bodyHeight, halfWidth], rounding: 0.09,
      shrinkX: draw(0...0.25), shrinkZ: 0.08)

    // The cabin, towards the rear; its windscreen leans more than its rear window.
    let cabinHalf = draw(0.34...0.56)
    let cabinHeight = draw(0.13...0.22)
    let top = body + bodyHeight
    let lean = draw(0.3...0.75)
    let shift = -draw(0.1...0.35)
    let cabin = max(
      draw(-0.34...(-0.02)), -halfLength + cabinHalf + (lean - shift) * cabinHeight)
    builder.box(
      [cabin, top + cabinHeight - 0.04, 0], [cabinHalf, cabinHeight, halfWidth * 0.84],
      rounding: 0.06, shift: shift, shrinkX: lean, shrinkZ: draw(0.15...0.4), blend: 0.03)

    // A bonnet bulge, headlamps, bumpers, and perhaps a spoiler or a roof rack.
    builder.ellipsoid(
      [halfLength * 0.62, top - 0.03, 0], [halfLength * 0.34, draw(0.05...0.1), halfWidth * 0.6],
      blend: 0.02)
    builder.ellipsoid(
      [halfLength * 0.97, body + 0.03, halfWidth * 0.68], [0.08, 0.08, 0.09], mirrored: true)
    builder.box(
      [halfLength + 0.03, clearance + 0.07, 0], [0.06, 0.05, halfWidth * 0.9], rounding: 0.04)
    builder.box(
      [-halfLength - 0.02, clearance + 0.08, 0], [0.05, 0.05, halfWidth * 0.9], rounding: 0.04)
    switch draw.choice(of: 4) {
    case 0:
      builder.box(
        [-halfLength + 0.1, top + 0.17, 0], [0.1, 0.022, halfWidth * 0.92], rounding: 0.015)
      builder.box(
        [-halfLength + 0.12, top + 0.08, halfWidth * 0.6], [0.04, 0.1, 0.02], mirrored: true)
    case 1:
      builder.capsule(
        [cabin + shift * cabinHeight - 0.16, top + 2 * cabinHeight, halfWidth * 0.5],
        [cabin + shift * cabinHeight + 0.16, top + 2 * cabinHeight, halfWidth * 0.5], 0.03,
        mirrored: true)
    default:
      break
    }
    let (front, rear) = (halfLength * draw(0.56...0.66), -halfLength * draw(0.54...0.66))
    for x in [front, rear] {
      builder.cylinder(
        [x, wheel, halfWidth - 0.03], radius: wheel, halfLength: 0.09, rounding: 0.035,
        mirrored: true)
    }
    return Toy(builder.solids, size: 1.0)
  }
}

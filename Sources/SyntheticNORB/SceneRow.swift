private import Foundation

/// One camera's view of a scene, as a row of the kernel's scene table.
struct SceneRow {
  /// The number of floats in a row; RenderScene.cl has the layout.
  static let length = 48

  /// The distance from the middle of the toy to the middle between the cameras.
  static let distance: Float = 8
  /// The distance between the cameras.
  static let baseline: Float = 1.5
  /// The distance from the toy's middle, away from the cameras, at which their axes meet: about at the
  /// ground.
  static let convergence: Float = 0.6
  /// Half the width of the frame at `distance`.
  static let halfFrame: Float = 1.2

  /// The row of one eye: 0 the left, 1 the right.
  static func values(
    _ scene: Scene, eye: Int, toy: Toy, firstSolid: Int, lighting: Lighting,
    photograph: Photograph, size: Int
  ) -> [Float] {
    // The toy rotates; in its own axes, the room rotates the other way.
    let turn = Float(scene.azimuth * 20).radians
    let height = Float(30 + 5 * scene.elevation).radians
    let towards = Vector.direction(azimuth: turn, elevation: height)
    let side = (-towards).cross([0, 1, 0]).normalized
    // The width of a pixel at the toy. The cameras move, to the other side, by what the toy is off.
    let unit = 2 * halfFrame / (photograph.scale * Float(size))
    let target =
      toy.middle - photograph.placement.x * unit * side
      + photograph.placement.y * unit * side.cross(-towards)
    let shift = (eye == 0 ? -0.5 : 0.5) * baseline
    let origin = target + distance * towards + shift * side
    let forward = (target - convergence * towards - origin).normalized
    // Both cameras share one horizontal axis: an up vector of its own would tilt each picture.
    let right = forward.cross(side.cross(-towards)).normalized
    let up = right.cross(forward)
    let pixel = unit / distance

    var row = [Float](repeating: 0, count: length)
    row.replace(0, origin)
    row.replace(3, right * pixel)
    row.replace(6, up * pixel)
    row.replace(9, forward)
    row[12] = Float(firstSolid)
    row[13] = Float(toy.solids.count)
    row.replace(14, toy.middle)
    row[17] = toy.radius
    row[18] = lighting.objectReflectance
    row[19] = lighting.groundReflectance
    row[20] = lighting.ambient
    row[21] = Float(lighting.lamps.count)
    row[22] = pixel * Float(2).squareRoot() / 2
    precondition(
      lighting.lamps.count <= Lighting.lampLimit, "\(lighting.lamps.count) lamps in a scene")
    for (index, lamp) in lighting.lamps.enumerated() {
      // Azimuths decrease towards the camera's right.
      let place =
        Lighting.lampDistance
        * Vector.direction(azimuth: turn - lamp.azimuth.radians, elevation: lamp.elevation.radians)
      row.replace(24 + 4 * index, place)
      row[27 + 4 * index] = lamp.brightness * Lighting.lampDistance * Lighting.lampDistance
    }
    let camera = photograph.cameras[eye]
    row[40] = camera.gain
    row[41] = camera.offset
    row[42] = photograph.gradient.x
    row[43] = photograph.gradient.y
    row[44] = photograph.noise
    return row
  }
}

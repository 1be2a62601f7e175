/// The lamps that are on, and how much light objects and ground reflect.
struct Lighting: Sendable, Hashable {
  /// The largest number of lamps in a row of the kernel's scene table.
  static let lampLimit = 4

  /// A lamp, placed relative to the camera.
  struct Lamp: Sendable, Hashable {
    /// Degrees to the right of the camera, around the vertical axis.
    var azimuth: Float
    /// Degrees above the ground.
    var elevation: Float
    /// The light at the middle of the ground from a lamp straight above.
    var brightness: Float
  }

  var lamps: [Lamp]
  var ambient: Float
  var objectReflectance: Float = 0.2
  var groundReflectance: Float = 0.56

  /// The distance of a lamp from the middle of the ground.
  static let lampDistance: Float = 13

  /// The six lightings of the data set: they differ in the number, place and strength of lamps.
  static let standard = [
    Lighting(lamps: [Lamp(azimuth: -60, elevation: 45, brightness: 1.1)], ambient: 0.28),
    Lighting(lamps: [Lamp(azimuth: 65, elevation: 42, brightness: 0.75)], ambient: 0.2),
    Lighting(
      lamps: [
        Lamp(azimuth: -80, elevation: 36, brightness: 0.62),
        Lamp(azimuth: 80, elevation: 36, brightness: 0.62),
      ], ambient: 0.3),
    Lighting(lamps: [Lamp(azimuth: 5, elevation: 72, brightness: 0.85)], ambient: 0.42),
    Lighting(lamps: [Lamp(azimuth: 168, elevation: 44, brightness: 0.82)], ambient: 0.26),
    Lighting(
      lamps: [
        Lamp(azimuth: -50, elevation: 52, brightness: 0.38),
        Lamp(azimuth: 50, elevation: 52, brightness: 0.38),
        Lamp(azimuth: 180, elevation: 50, brightness: 0.38),
      ], ambient: 0.4),
  ]

  /// Black objects on white ground in uniform light: a mask of the object.
  static let silhouette = Lighting(
    lamps: [], ambient: 4, objectReflectance: 0, groundReflectance: 1)
}

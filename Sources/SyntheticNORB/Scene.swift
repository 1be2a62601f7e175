/// The five kinds of toys, in the order of the data set's labels.
package enum ToyCategory: Int, Sendable, Hashable, CaseIterable {
  case animal
  case human
  case airplane
  case truck
  case car
}

/// One stereo pair of the rendered stand-in, by its factors.
package struct Scene: Sendable, Hashable {
  /// The number of instances of a category.
  package static let instanceCount = 10
  /// The number of camera heights: 30, 35, …, 70 degrees.
  package static let elevationCount = 9
  /// The number of rotations: 0, 20, …, 340 degrees.
  package static let azimuthCount = 18
  /// The number of lightings.
  package static let lightingCount = 6

  /// The kind of toy.
  package var category: ToyCategory
  /// Which toy of that kind, 0 ..< 10.
  package var instance: Int
  /// The camera's height, 0 ..< 9: 30 + 5 · elevation degrees above the ground.
  package var elevation: Int
  /// The rotation of the toy, 0 ..< 18: 20 · azimuth degrees; at 0 it faces the camera.
  package var azimuth: Int
  /// Which lamps are on, 0 ..< 6.
  package var lighting: Int

  /// - Precondition: every factor is within its range.
  package init(
    category: ToyCategory, instance: Int, elevation: Int, azimuth: Int, lighting: Int
  ) {
    precondition(
      (0..<Self.instanceCount).contains(instance) && (0..<Self.elevationCount).contains(elevation)
        && (0..<Self.azimuthCount).contains(azimuth)
        && (0..<Self.lightingCount).contains(lighting),
      "no scene with instance \(instance), elevation \(elevation), azimuth \(azimuth), "
        + "lighting \(lighting)")
    self.category = category
    self.instance = instance
    self.elevation = elevation
    self.azimuth = azimuth
    self.lighting = lighting
  }
  /// The scene's number, the same for every seed: 0 ..< 48,600.
  package var number: Int {
    var number = category.rawValue * Self.instanceCount + instance
    number = number * Self.elevationCount + elevation
    number = number * Self.azimuthCount + azimuth
    return number * Self.lightingCount + lighting
  }
}

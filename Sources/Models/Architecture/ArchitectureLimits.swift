/// The ranges of an architecture's numbers.
enum ArchitectureLimits {
  static let units = 1...65_536
  static let kernel = 1...31
  static let stride = 1...8
  static let groups = 1...65_536
  static let latent = 1...4_096
  static let layers = 1_000
  static let rate: Range<Float> = 0..<1
  /// Within what is neither 0 nor infinite in float32.
  static let minimumDeviation: ClosedRange<Float> = 1e-37...1e37
  /// Values of one sample that a layer may give, and parameters that it may have.
  static let values = Int(Int32.max)
  /// Values of a sample along one axis.
  static let extent = 1 << 24
  static let nameLength = 64
  /// Names of layers that are not in the lists.
  static let reservedNames: Set = ["flatten", "reshape", "image", "sequence", "output"]

  static func text(_ range: ClosedRange<Int>) -> String {
    "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }
}

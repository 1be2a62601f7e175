extension Settings {
  /// The settings of where a run computes, as opposed to what it is: they may change when it is resumed.
  static let placeNames: Set<String> = [Keys.keepCoresAwake.name]
}

package import Training

extension Settings {
  /// `place.json`: where a run is and how it is looked at, as opposed to what it is; a run can be moved.
  struct Place: Codable, Sendable, Equatable {
    /// The absolute path of the folder with the data.
    var data: String
    /// The requested device.
    var device: String
    /// Whether idle cores of a CPU device are kept awake; nil for yes.
    var keepCoresAwake: Bool?
    /// The steps from one that is watched to the next; nil for none.
    var watch: Int?
  }

  /// The settings that are in `place.json`; those of 0.1.0 are in `config.json`.
  static let placeNames: Set<String> = [
    Keys.data.name, Keys.device.name, Keys.keepCoresAwake.name, Keys.watch.name,
  ]

  /// Where the run is.
  var place: Place {
    get {
      Place(
        data: data, device: device, keepCoresAwake: keepCoresAwake ? nil : false,
        watch: watch == 0 ? nil : watch)
    }
    set {
      data = newValue.data
      device = newValue.device
      keepCoresAwake = newValue.keepCoresAwake ?? true
      watch = max(0, newValue.watch ?? 0)
    }
  }
}

extension RunDirectory {
  /// The run's settings: `config.json` and, where it is there, `place.json`.
  ///
  /// - Throws: `RunError` of kind `badData` that names the key, `notFound` or `inputOutput`.
  package func settings() throws(RunError) -> Settings {
    var settings = try configuration(as: Settings.self)
    if let place = try read(.place, as: Settings.Place.self) { settings.place = place }
    return settings
  }

  /// Writes the run's settings.
  func save(_ settings: Settings) throws(RunError) {
    // The place first: an older `config.json` has it too, until it is replaced.
    try save(settings.place, as: .place)
    try save(configuration: settings)
  }
}

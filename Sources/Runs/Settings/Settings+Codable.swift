extension Settings: Codable {
  private static let dataset = SettingName("dataset")

  /// Reads `config.json`; a setting that is not there has the default of the data set, or, of where the
  /// run is, an empty path and `auto`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SettingName.self)
    switch try container.decode(DatasetChoice.self, forKey: Self.dataset) {
    case .known(let name): self.init(name, data: "")
    case .own: self.init(.own, data: "", model: .dense, family: .ss)
    }
    // Runs from before there was a choice were computed in float32 and are resumed without one.
    precision = nil
    for key in Self.keys { try key.decode(from: container, into: &self) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SettingName.self)
    try container.encode(dataset, forKey: Self.dataset)
    for key in Self.keys where !Self.placeNames.contains(key.name) {
      try key.encode(self, into: &container)
    }
  }
}

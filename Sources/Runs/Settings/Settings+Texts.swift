extension Settings {
  /// The data set, the model, the family, and every setting that differs from its default, as texts by
  /// name; neither the seeds nor where the run is.
  package var texts: [String: String] {
    let usual = Settings(dataset, data: data, model: model, family: family)
    let left = Self.placeNames.union([Keys.seed.name, Keys.splitSeed.name])
    var texts = [
      "dataset": "\(dataset)", Keys.model.name: model.name, Keys.family.name: family.rawValue,
    ]
    for key in Self.keys where !left.contains(key.name) {
      let text = key.text(in: self)
      if text != key.text(in: usual) { texts[key.name] = text }
    }
    return texts
  }
}

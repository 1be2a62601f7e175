extension [String] {
  /// The three names, or fewer, that need the fewest edits to become `name`, in any case of letters.
  package func nearest(to name: String) -> [String] {
    map { (name: $0, distance: editDistance($0.lowercased(), name.lowercased())) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(3).map(\.name)
  }
}

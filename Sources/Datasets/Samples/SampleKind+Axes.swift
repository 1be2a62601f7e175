extension SampleKind {
  /// The axes of a sample, as messages name them.
  var axes: String {
    switch self {
    case .image: "[height, width, channels]"
    case .sequence: "[steps, channels]"
    case .table: "[features]"
    }
  }

  /// The number of axes of a sample.
  var rank: Int {
    switch self {
    case .image: 3
    case .sequence: 2
    case .table: 1
    }
  }
}

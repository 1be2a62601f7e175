extension UserDataOptions {
  /// Refuses what says how data of another form are read, which would be ignored.
  ///
  /// - Throws: `usage`.
  func check(_ format: UserDataFormat) throws(DatasetError) {
    switch format {
    case .npz, .npy:
      try Self.refuse(
        [("label-column", labelColumns.first)],
        expected: "nothing: arrays have no columns, their labels are named with --y-key")
    case .csv:
      try Self.refuse(
        [("x-key", xKey), ("y-key", yKey)],
        expected: "nothing: a table has no arrays, its labels are named with --label-column")
      try checkKind(is: .table, what: "the rows of a .csv")
    case .images:
      try Self.refuse(
        [
          ("x-key", xKey), ("y-key", yKey), ("label-column", labelColumns.first),
          ("group-column", groupColumn),
        ], expected: "nothing: pictures in folders have neither arrays nor columns")
      try checkKind(is: .image, what: "pictures in folders")
    }
  }

  private static func refuse(
    _ settings: [(name: String, value: String?)], expected: String
  ) throws(DatasetError) {
    for (name, value) in settings {
      if let value { throw .usage(setting: name, found: value, expected: expected) }
    }
  }

  private func checkKind(is expected: SampleKind, what: String) throws(DatasetError) {
    guard let kind, kind != expected else { return }
    throw .usage(
      setting: "kind", found: kind.rawValue, expected: "\(expected.rawValue), which \(what) are")
  }
}

import Files

/// The names of the arrays that make up a user's data.
///
/// Samples are `x` or `x_train`, labels `y` or `y_train`, unless other names are given. Those of the
/// test part have `_test` at the end, in place of `_train` where that is there.
struct ArrayKeys {
  let x: String
  let y: String?
  let xTest: String?
  let yTest: String?
  let groups: String?

  /// - Throws: `badData` or `noFiles` where there are no samples, or labels without samples; `usage`
  ///   for a given name that is not there, and where a name that is not given could be two.
  init(in arrays: StoredArrays, _ options: UserDataOptions) throws(DatasetError) {
    groups = try options.groupColumn.map { (key) throws(DatasetError) in
      try Self.given(key, setting: "group-column", in: arrays)
    }
    let y = try Self.key("y", options.yKey, in: arrays)
    // One `.npy` file is the samples.
    let found = arrays.container == .file ? "" : try Self.key("x", options.xKey, in: arrays)
    guard let x = found else { throw Self.missing(arrays) }
    let names = Set(arrays.names)
    let (xTest, yTest) = (Self.test(x), Self.test(y ?? "y"))
    self.x = x
    self.y = y
    self.xTest = names.contains(xTest) ? xTest : nil
    self.yTest = names.contains(yTest) ? yTest : nil
    guard self.yTest != nil else { return }
    for (name, isThere) in [(xTest, self.xTest != nil), (y ?? "y", y != nil)] where !isThere {
      throw .badData(
        path: arrays.path, found: "an array \(yTest) without \(name)",
        expected: "labels of test samples only beside \(xTest) and labels to train on",
        advice: "add \(name), or leave out \(yTest)")
    }
  }

  private static func test(_ key: String) -> String {
    (key.hasSuffix("_train") ? String(key.dropLast("_train".count)) : key) + "_test"
  }

  /// The given name, else the usual one, with or without `_train`; nil where there is none.
  private static func key(
    _ usual: String, _ given: String?, in arrays: StoredArrays
  ) throws(DatasetError) -> String? {
    let setting = "\(usual)-key"
    if let given { return try Self.given(given, setting: setting, in: arrays) }
    let found = [usual, "\(usual)_train"].filter(Set(arrays.names).contains)
    guard found.count < 2 else {
      throw .usage(
        setting: setting,
        found: "none, and both \(found[0]) and \(found[1]) in \(arrays.path)",
        expected: "which of them to use")
    }
    return found.first
  }

  private static func given(
    _ key: String, setting: String, in arrays: StoredArrays
  ) throws(DatasetError) -> String {
    if arrays.container == .file {
      throw .usage(
        setting: setting, found: key,
        expected: "none for \(arrays.path), which is one array; an .npz file or a folder holds more"
      )
    }
    guard arrays.names.contains(key) else {
      throw .usage(
        setting: setting, found: key,
        expected: "an array of \(arrays.path), which holds \(list(arrays.names))")
    }
    return key
  }

  private static func missing(_ arrays: StoredArrays) -> DatasetError {
    let (found, advice) = (list(arrays.files), "name the array with --x-key")
    if arrays.container == .folder {
      return .noFiles(
        path: arrays.path, found: found, expected: "the samples as x.npy or x_train.npy",
        advice: advice)
    }
    return .badData(
      path: arrays.path, found: found, expected: "the samples as an array x or x_train",
      advice: advice)
  }

  /// The first of some names.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(10).joined(separator: ", ")
    let more = names.count > 10 ? " and \(names.count - 10) more" : ""
    return names.isEmpty ? "nothing" : shown + more
  }
}

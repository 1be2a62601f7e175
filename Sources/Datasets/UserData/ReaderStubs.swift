extension UserDataset {}
/// Loads a user's own data.
public enum UserDataset {
  public static func load(
    _ path: String, _ options: UserDataOptions, splitSeed: UInt64
  ) throws(DatasetError) -> ArrayDataset {
    throw .notFound(path: path, advice: "stub")
  }
}

enum ImageFolderReader {
  static func read(
    _ path: String, _ options: UserDataOptions
  ) throws(DatasetError) -> RawData {
    throw .usage(setting: "data", found: path, expected: "a .csv")
  }
}

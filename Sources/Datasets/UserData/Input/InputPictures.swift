import Files

/// A folder of pictures that a model is to be applied to: class folders, or pictures directly in it.
package struct InputPictures: Sendable {
  package let source: any SampleSource
  /// Where each picture is below the folder.
  package let place: @Sendable (_ row: Int) -> String

  /// Lists the pictures and reads the header of each; their classes do not count.
  ///
  /// - Throws: `noFiles` where there are no pictures; `badData` for files and folders that do not fit,
  ///   and for the first two pictures that differ.
  package init(_ path: String) throws(DatasetError) {
    let raw = try ImageFolderReader.read(path, UserDataOptions())
    guard raw.test == nil, let place = raw.train.place else {
      throw .badData(
        path: path, found: "the folders train and test", expected: "one folder of pictures",
        advice: "name one of the two")
    }
    source = raw.train.source
    self.place = place
  }
}

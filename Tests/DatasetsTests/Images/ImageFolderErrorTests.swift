import Datasets
import Files
import Foundation
import TestFiles
import Testing

@Suite struct ImageFolderErrorTests {
  /// The line of the error that loading throws.
  private func message(
    of folder: String, _ options: UserDataOptions = UserDataOptions()
  ) -> String {
    let error = failure { _ = try UserDataset.load(folder, options, splitSeed: 1) }
    return error.map { "\($0)" } ?? "no error"
  }

  private func picture(_ path: String, height: Int = 1, width: Int = 2) throws {
    try writePicture(
      path, height: height, width: width, [UInt8](repeating: 9, count: height * width))
  }

  @Test func theFirstTwoThatDifferAreNamed() throws {
    try withTemporaryFolder { folder in
      try picture("\(folder)/cat/0.png")
      try picture("\(folder)/cat/1.png")
      for name in ["0", "1", "2"] { try picture("\(folder)/dog/\(name).png", height: 3) }
      #expect(
        message(of: folder)
          == "\(folder)/dog/0.png: found 2 × 3 pixels of grey, 8 bits, expected 2 × 1 pixels of "
          + "grey, 8 bits, as in \(folder)/cat/0.png; crop or scale all to one size, for example "
          + "with ImageMagick: mogrify -resize '2x1!' FILE")
    }
  }

  @Test func otherChannelsAndDepthsAreRefused() throws {
    try withTemporaryFolder { folder in
      try picture("\(folder)/0.png", width: 1)
      try writePicture("\(folder)/1.png", height: 1, width: 1, channels: 3, [1, 2, 3])
      let color = message(of: folder)
      #expect(color.contains("1.png: found 1 × 1 pixels of RGB, 8 bits, expected 1 × 1 pixels of"))
      #expect(color.hasSuffix("mogrify -colorspace Gray -define png:color-type=0 FILE"))
      try writePicture("\(folder)/1.png", height: 1, width: 1, words: [7])
      let depth = message(of: folder)
      #expect(depth.contains("1.png: found 1 × 1 pixels of grey, 16 bits, expected"))
      #expect(depth.hasSuffix("mogrify -depth 8 -define png:bit-depth=8 FILE"))
    }
  }

  @Test(arguments: [
    (
      ["cat/a.jpg", "cat/b.JPG"],
      "/cat: found 2 files that are no .png, the first a.jpg, expected PNG pictures; convert to "
        + "PNG, for example with ImageMagick's mogrify -format png *.jpg, and remove the originals"
    ),
    (
      ["labels.csv"],
      ": found the file labels.csv, expected PNG pictures; labels are read from the names of "
        + "folders; move the file elsewhere"
    ),
    (
      ["cat/notes.txt"],
      "/cat: found the file notes.txt, expected PNG pictures; move it elsewhere"
    ),
    (
      ["cat/17"],
      "/cat: found the file 17, expected PNG pictures; give pictures the ending .png, and move "
        + "other files elsewhere"
    ),
    (
      ["cat/young/.keep"],
      "/cat: found the folder young, expected the pictures of one class; name the folder that "
        + "holds the class folders; only train/ and test/ may be above them"
    ),
    (
      ["empty/.keep"],
      "/empty: found no pictures, expected those of the class empty; add some, or remove the folder"
    ),
  ])
  func filesThatAreNoPicturesAreRefused(files: [String], expected: String) throws {
    try withTemporaryFolder { folder in
      for name in ["cat", "dog"] { try picture("\(folder)/\(name)/0.png") }
      for file in files { try TestFiles.write([0], "\(folder)/\(file)") }
      #expect(message(of: folder) == folder + expected)
    }
  }

  @Test func picturesBesideClassFoldersAreRefused() throws {
    try withTemporaryFolder { folder in
      for path in ["cat/0.png", "3.png"] { try picture("\(folder)/\(path)") }
      #expect(
        message(of: folder)
          == "\(folder): found the picture 3.png beside folders, expected folders only; "
          + "move pictures without a class into the folder unlabelled")
    }
  }

  @Test func otherFoldersBesideTrainAndTestAreRefused() throws {
    try withTemporaryFolder { folder in
      for name in ["train", "test", "val"] { try picture("\(folder)/\(name)/cat/0.png") }
      #expect(
        message(of: folder)
          == "\(folder): found the folder val beside train and test, expected train and test only; "
          + "move its pictures into one of the two; validationShare holds out training rows")
    }
  }

  @Test func aFolderWithoutPicturesIsNoDataSet() throws {
    try withTemporaryFolder { folder in
      let error = failure { _ = try UserDataset.load(folder, UserDataOptions(), splitSeed: 1) }
      #expect(error?.kind == .notFound)
      #expect(message(of: folder).contains("expected folders of PNG pictures, one for each class"))
    }
  }

  @Test func aJPEGNamedPNGIsNamedAsWhatItIs() throws {
    try withTemporaryFolder { folder in
      try picture("\(folder)/0.png")
      try TestFiles.write(
        [0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 0, count: 60), "\(folder)/1.png")
      let error = message(of: folder)
      #expect(error.contains("\(folder)/1.png: found a JPEG picture, expected a PNG picture"))
    }
  }

  @Test func aDamagedPictureIsFoundBeforeTraining() throws {
    try withTemporaryFolder { folder in
      for name in ["0", "1"] { try picture("\(folder)/\(name).png", height: 30, width: 30) }
      let path = "\(folder)/1.png"
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      // Within the pixels, whose checksum no longer fits.
      bytes[bytes.count - 20] ^= 0xFF
      try TestFiles.write(bytes, path)
      #expect(message(of: folder).contains("\(path): found a damaged PNG picture"))
    }
  }

  @Test func optionsOfOtherFormsAreRefused() throws {
    try withTemporaryFolder { folder in
      try picture("\(folder)/0.png")
      var options = UserDataOptions()
      options.groupColumn = "person"
      #expect(
        message(of: folder, options)
          == "group-column: found person, expected nothing: pictures in folders have neither "
          + "arrays nor columns")
      options = UserDataOptions()
      options.kind = .table
      #expect(
        message(of: folder, options)
          == "kind: found table, expected image, which pictures in folders are")
    }
  }

  @Test func aTestLabelThatTrainingNeverSawNamesThePicture() throws {
    try withTemporaryFolder { folder in
      for path in ["train/a", "train/b", "test/c"] { try picture("\(folder)/\(path)/0.png") }
      #expect(message(of: folder).contains("c/0.png"))
    }
  }
}

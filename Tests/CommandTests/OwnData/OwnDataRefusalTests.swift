import Files
import Foundation
import TestFiles
import Testing

/// What is refused of one's own data: one line, with the place and the reason, before anything is trained.
@Suite struct OwnDataRefusalTests {
  private func expectRefusal(
    _ finished: Finished, _ status: Int32, _ words: [String], _ location: SourceLocation
  ) {
    #expect(finished.status == status, "\(finished.errors)", sourceLocation: location)
    #expect(finished.errorLines.count == 1, "\(finished.errors)", sourceLocation: location)
    for word in words {
      #expect(finished.errors.contains(word), "\(finished.errors)", sourceLocation: location)
    }
  }

  private static let lines = OwnData.table().split(separator: "\n").map(String.init)

  /// The table with one line replaced.
  private static func table(line: Int, _ text: String) -> String {
    var changed = lines
    changed[line - 1] = text
    return changed.joined(separator: "\n") + "\n"
  }

  @Test(arguments: [
    (table(line: 4, "7,,cat"), ["line 4", "weight"]),
    (table(line: 4, "7,tall,cat"), ["line 4", "weight", "tall"]),
    (table(line: 5, "nan,1,cat"), ["line 5", "height"]),
    (table(line: 6, "7,1"), ["line 6"]),
    (table(line: 1, "height,height,kind"), ["height"]),
    (OwnData.table().replacingOccurrences(of: "dog", with: "cat"), ["one class only"]),
    ("height,weight,kind\n", ["no row"]),
    ("", ["empty"]),
  ])
  func tables(text: String, words: [String]) throws {
    try withFolder { folder in
      try OwnData.write(Array(text.utf8), "\(folder)/data.csv")
      let finished = try Command.run(
        OwnData.training(
          "\(folder)/data.csv", run: "\(folder)/run", "--label-column", "kind"))
      expectRefusal(finished, 65, words, #_sourceLocation)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/run"))
    }
  }

  @Test func aLabelColumnThatIsNotThereIsNamedWithThoseThatAre() throws {
    try withFolder { folder in
      try OwnData.write(Array(OwnData.table().utf8), "\(folder)/data.csv")
      let finished = try Command.run(
        OwnData.training(
          "\(folder)/data.csv", run: "\(folder)/run", "--label-column", "sort"))
      expectRefusal(finished, 64, ["sort", "height", "weight", "kind"], #_sourceLocation)
    }
  }

  private static let ambiguous = NamedArray(
    "x", shape: [OwnData.count, 12, 6], [Float](repeating: 0.5, count: OwnData.count * 72))
  private static let channelsFirst = NamedArray(
    "x", shape: [OwnData.count, 3, 8, 8],
    values: .uint8([UInt8](repeating: 1, count: OwnData.count * 192)))
  private static let notANumber = NamedArray(
    "x", shape: [OwnData.count, 4],
    (0..<OwnData.count * 4).map { $0 == 42 ? Float.nan : Float($0) })
  private static let tooFewLabels = NamedArray("y", shape: [3], values: .int64([0, 1, 0]))
  private static let unseen = [
    OwnData.pictures(4).named("x_test"),
    NamedArray("y_test", shape: [4], values: .int64([0, 1, 7, 0])),
  ]

  @Test(arguments: [
    ([ambiguous], ["12 x 6", "12 steps", "--kind"]),
    ([channelsFirst], ["transpose"]),
    ([notANumber], ["nan", "[10, 2]"]),
    ([tooFewLabels], ["3", "\(OwnData.count)"]),
    (unseen, ["'7'"]),
  ])
  func arrays(arrays: [NamedArray], words: [String]) throws {
    try withFolder { folder in
      try OwnData.writeArrays("\(folder)/data.npz", arrays)
      let finished = try Command.run(
        OwnData.training("\(folder)/data.npz", run: "\(folder)/run"))
      expectRefusal(finished, 65, words, #_sourceLocation)
    }
  }

  @Test func aPictureOfAnotherSizeIsNamedWithTheFirst() throws {
    try withFolder { folder in
      try OwnData.writePictures("\(folder)/pictures")
      try OwnData.write(
        PNGFile.bytes(width: 4, height: 8, grey: [UInt8](repeating: 0, count: 32)),
        "\(folder)/pictures/dog/z.png")
      let finished = try Command.run(
        OwnData.training("\(folder)/pictures", run: "\(folder)/run"))
      expectRefusal(finished, 65, ["z.png", "4 × 8", "8 × 8"], #_sourceLocation)
    }
  }

  @Test func aJPEGNamedPNGIsCalledOne() throws {
    try withFolder { folder in
      try OwnData.writePictures("\(folder)/pictures")
      try OwnData.write(
        [0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 0, count: 60),
        "\(folder)/pictures/cat/photo.png")
      let finished = try Command.run(
        OwnData.training("\(folder)/pictures", run: "\(folder)/run"))
      expectRefusal(finished, 65, ["photo.png", "JPEG"], #_sourceLocation)
    }
  }

  /// What says how data of another form are read would be ignored.
  @Test(arguments: [
    ("data.npz", "--label-column", "kind"), ("data.csv", "--x-key", "image"),
    ("data.csv", "--y-key", "kind"), ("data.csv", "--kind", "image"),
    ("pictures", "--label-column", "kind"),
  ])
  func optionsOfOtherForms(name: String, option: String, value: String) throws {
    try withFolder { folder in
      let path = "\(folder)/\(name)"
      switch name {
      case "data.npz": try OwnData.writeArrays(path)
      case "data.csv": try OwnData.write(Array(OwnData.table().utf8), path)
      default: try OwnData.writePictures(path)
      }
      let finished = try Command.run(OwnData.training(path, run: "\(folder)/run", option, value))
      expectRefusal(finished, 64, [String(option.dropFirst(2)), value], #_sourceLocation)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/run"))
    }
  }

  @Test func namesAndPathsAreToldApart() throws {
    let unknown = try Command.run(["train", "emnist"])
    #expect(unknown.status == 64 && unknown.errors.contains("path"), "\(unknown.errors)")
    let missing = try Command.run(["train", "./not-there.npz"])
    #expect(missing.status == 66, "\(missing.errors)")
    let both = try Command.run(["train", "./a.npz", "--data", "b"])
    #expect(both.status == 64, "\(both.errors)")
    let named = try Command.run(["train", "mnist", "--data", "b", "--test-share", "0.2"])
    #expect(named.status == 64 && named.errors.contains("testShare"), "\(named.errors)")
  }
}

import Datasets
import Foundation
import TestFiles
import Testing

@Suite struct ImageFolderTests {
  /// A picture of 2 × 1 grey pixels.
  private func picture(_ path: String, _ value: UInt8) throws {
    try writePicture(path, height: 1, width: 2, [value, 255 - value])
  }

  /// Everything in the training part.
  private func load(
    _ folder: String, _ options: UserDataOptions = UserDataOptions()
  ) throws -> ArrayDataset {
    var options = options
    options.testShare = 0
    return try UserDataset.load(folder, options, splitSeed: 1)
  }

  /// The first byte of each picture, in the order of rows.
  private func firstBytes(_ samples: ArraySamples) throws -> [UInt8] {
    let bytes = try samples.bytes(of: 0..<samples.count)
    return stride(from: 0, to: bytes.count, by: samples.valuesPerSample).map { bytes[$0] }
  }

  @Test func rowsAreSortedByClassAndName() throws {
    try withTemporaryFolder { folder in
      try picture("\(folder)/dog/b.png", 4)
      try picture("\(folder)/dog/a.png", 3)
      try picture("\(folder)/cat/10.png", 1)
      try picture("\(folder)/cat/2.PNG", 2)
      try picture("\(folder)/unlabelled/0.png", 5)
      let data = try load(folder)
      #expect(try firstBytes(data.train) == [1, 2, 3, 4, 5])
      #expect(data.train.labels == [0, 0, 1, 1, LabelColumn.missing])
      #expect(data.description.heads == [DataDescription.Head(classes: ["cat", "dog"])])
      #expect(data.description.kind == .image && data.description.sampleShape == [1, 2, 1])
      #expect(data.description.element == .byte && data.description.isUnitRange)
      #expect(try data.train.values(of: [0]) == [1 / 255, 254 / 255])
      #expect(data.test.count == 0)
    }
  }

  @Test func namesThatAreNumbersAreSortedAsNumbers() throws {
    try withTemporaryFolder { folder in
      for name in ["10", "9", "02", "-1"] { try picture("\(folder)/\(name)/0.png", 0) }
      let data = try load(folder)
      #expect(data.classNames == ["2", "9", "10"])
      #expect(data.train.labels == [0, 1, 2, LabelColumn.missing])
    }
  }

  @Test func aValueOfOnesOwnMayMeanUnlabelled() throws {
    try withTemporaryFolder { folder in
      for name in ["a", "b", "other"] { try picture("\(folder)/\(name)/0.png", 0) }
      var options = UserDataOptions()
      options.unlabelledValue = "other"
      let data = try load(folder, options)
      #expect(data.classNames == ["a", "b"] && data.train.labels == [0, 1, LabelColumn.missing])
    }
  }

  @Test func trainAndTestAreParts() throws {
    try withTemporaryFolder { folder in
      try picture("\(folder)/train/cat/0.png", 1)
      try picture("\(folder)/train/dog/0.png", 2)
      try picture("\(folder)/test/dog/7.png", 3)
      try picture("\(folder)/test/unlabelled/8.png", 4)
      let data = try load(folder + "/")
      #expect(try firstBytes(data.train) == [1, 2] && firstBytes(data.test) == [3, 4])
      #expect(data.train.labels == [0, 1] && data.test.labels == [1, LabelColumn.missing])
    }
  }

  @Test func aClassMayBeCalledTrain() throws {
    try withTemporaryFolder { folder in
      for name in ["train", "car"] { try picture("\(folder)/\(name)/0.png", 0) }
      #expect(try load(folder).classNames == ["car", "train"])
    }
  }

  @Test func picturesWithoutClassFoldersHaveNoLabels() throws {
    try withTemporaryFolder { folder in
      try picture("\(folder)/b.png", 2)
      try picture("\(folder)/a.png", 1)
      let data = try load(folder)
      #expect(try firstBytes(data.train) == [1, 2])
      #expect(data.description.heads.isEmpty && data.train.factors.isEmpty)
    }
  }

  @Test func whatIsNoDataIsIgnored() throws {
    try withTemporaryFolder { folder in
      for name in ["a", "b"] { try picture("\(folder)/\(name)/0.png", 0) }
      let litter = [
        ".DS_Store", "a/.hidden.jpg", "a/Thumbs.db", "README.md", "LICENSE", "__MACOSX/a/._0.png",
      ]
      for path in litter { try TestFiles.write([0], "\(folder)/\(path)") }
      try FileManager.default.createDirectory(
        atPath: "\(folder)/unlabelled", withIntermediateDirectories: false)
      #expect(try load(folder).train.count == 2)
    }
  }

  @Test func linksAreFollowed() throws {
    try withTemporaryFolder { folder in
      try picture("\(folder)/files/0.png", 7)
      try picture("\(folder)/data/a/0.png", 1)
      let manager = FileManager.default
      try manager.createSymbolicLink(
        atPath: "\(folder)/data/b", withDestinationPath: "\(folder)/files")
      try manager.createSymbolicLink(
        atPath: "\(folder)/data/a/1.png", withDestinationPath: "\(folder)/files/0.png")
      #expect(try firstBytes(load("\(folder)/data").train) == [1, 7, 7])
    }
  }

  @Test func colourHasThreeChannels() throws {
    try withTemporaryFolder { folder in
      let values: [UInt8] = [255, 0, 51, 0, 102, 0]
      try writePicture("\(folder)/0.png", height: 2, width: 1, channels: 3, values)
      let data = try load(folder)
      #expect(data.description.sampleShape == [2, 1, 3])
      #expect(try data.train.values(of: [0]) == values.map { Float($0) / 255 })
    }
  }

  @Test func valuesOf16BitsAreFloats() throws {
    try withTemporaryFolder { folder in
      let words: [UInt16] = [0, 1, 256, 65_535]
      try writePicture("\(folder)/0.png", height: 2, width: 2, words: words)
      let data = try load(folder)
      #expect(data.description.element == .float && data.description.isUnitRange)
      #expect(try data.train.values(of: [0, 0]) == (words + words).map { Float($0) / 65_535 })
    }
  }
}

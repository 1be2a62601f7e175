import Datasets
import Files
import Foundation
import TestFiles
import Testing

/// An array of zeros.
private func zeros(_ name: String, _ shape: Int...) -> NamedArray {
  NamedArray(name, shape: shape, [Float](repeating: 0, count: shape.reduce(1, *)))
}

private func byteZeros(_ name: String, _ shape: [Int]) -> NamedArray {
  NamedArray(
    name, shape: shape, values: .uint8([UInt8](repeating: 0, count: shape.reduce(1, *))))
}

/// Which files and names make up the data, and how their values are read.
@Suite struct UserDataArrayTests {
  /// Reads arrays from an `.npz` file.
  private func read(
    _ arrays: [NamedArray], _ change: (inout UserDataOptions) -> Void = { _ in }
  ) throws -> RawData {
    var options = UserDataOptions()
    change(&options)
    var data: RawData?
    try withFolder { folder in
      try NpzFile.write(arrays, to: "\(folder)/data.npz")
      data = try ArrayDataReader.read("\(folder)/data.npz", options)
    }
    return try #require(data)
  }

  /// The line of the error with which arrays are refused.
  private func refusal(
    _ arrays: [NamedArray], _ change: (inout UserDataOptions) -> Void = { _ in }
  ) -> String {
    failure { _ = try read(arrays, change) }?.description ?? "no error"
  }

  private func values(_ part: RawData.Part, _ rows: [Int]) throws -> [Float] {
    let count = rows.count * part.source.sampleShape.reduce(1, *)
    return try [Float](count: count) { (buffer) throws(DatasetError) in
      try part.source.read(rows: rows, into: buffer)
    }
  }

  @Test func readsAnArchive() throws {
    let data = try read([
      NamedArray("x", shape: [3, 2], [1, 2, 3, 4, 5, 6]),
      NamedArray("y", shape: [3], values: .int64([7, -1, 5])),
      NamedArray("x_test", shape: [1, 2], [8, 9]),
      NamedArray("y_test", shape: [1], values: .int64([5])),
      NamedArray("other", shape: [], [0]),
    ])
    #expect(data.format == .npz && data.kind == .table && data.columns == nil)
    #expect(data.train.path.hasSuffix("data.npz(x)"))
    #expect(data.train.source.count == 3 && data.train.source.sampleShape == [2])
    #expect(data.train.source.element == .float)
    #expect(try values(data.train, [2, 0, 1, 2]) == [5, 6, 1, 2, 3, 4, 5, 6])
    #expect(
      data.train.labels
        == [RawLabels(name: "", distinct: [.integer(7), .integer(5)], codes: [0, -1, 1])])
    let test = try #require(data.test)
    #expect(test.path.hasSuffix("data.npz(x_test)"))
    #expect(try values(test, [0]) == [8, 9])
    #expect(test.labels == [RawLabels(name: "", distinct: [.integer(5)], codes: [0])])
    #expect(data.train.groups == nil && test.groups == nil)
  }

  @Test func readsAFolderAndKerasNames() throws {
    try withFolder { folder in
      let pixels = (0..<32).map { UInt8($0 * 8) }
      try NpyFile.write(
        NamedArray("", shape: [2, 4, 4], values: .uint8(pixels)), to: "\(folder)/x_train.npy")
      try NpyFile.write(
        NamedArray("", shape: [2, 1], values: .uint8([3, 4])), to: "\(folder)/y_train.npy")
      try NpyFile.write(zeros("", 1, 2), to: "\(folder)/else.npy")
      try NpyFile.write(
        NamedArray("", shape: [1, 4, 4, 1], values: .uint8(Array(pixels[..<16]))),
        to: "\(folder)/x_test.npy")
      let data = try ArrayDataReader.read(folder, UserDataOptions())
      #expect(data.format == .npy && data.kind == .image)
      let source = data.train.source
      #expect(data.train.path == "\(folder)/x_train.npy")
      #expect(source.sampleShape == [4, 4, 1] && source.element == .byte)
      #expect(try values(data.train, [1]) == pixels[16...].map { Float($0) / 255 })
      let bytes = try [UInt8](count: 32) { (buffer) throws(DatasetError) in
        try source.read(rows: [1, 0], into: buffer)
      }
      #expect(bytes == Array(pixels[16...] + pixels[..<16]))
      #expect(data.train.labels.first?.distinct == [.integer(3), .integer(4)])
      // A test part without labels has the heads of the training part.
      #expect(data.test?.labels == [RawLabels(name: "", distinct: [], codes: [-1])])
    }
  }

  @Test func readsOneFileWithoutLabels() throws {
    try withFolder { folder in
      let path = "\(folder)/samples.npy"
      try NpyFile.write(
        NamedArray("", shape: [2, 2], values: .bool([true, false, false, true])), to: path)
      let data = try ArrayDataReader.read(path, UserDataOptions())
      #expect(data.format == .npy && data.train.path == path && data.train.labels.isEmpty)
      #expect(data.train.source.element == .float && data.test == nil)
      #expect(try values(data.train, [0, 1]) == [1, 0, 0, 1])
      var options = UserDataOptions()
      options.yKey = "y"
      let error = failure { _ = try ArrayDataReader.read(path, options) }
      #expect(error?.kind == .usage)
    }
  }

  @Test func otherNames() throws {
    let arrays = [
      zeros("images_train", 2, 3), zeros("images_test", 1, 3), zeros("labels", 2),
      zeros("labels_test", 1), NamedArray("who", shape: [2], values: .int32([12, -1])),
    ]
    let data = try read(arrays) {
      $0.xKey = "images_train"
      $0.yKey = "labels"
      $0.groupColumn = "who"
    }
    #expect(data.train.path.hasSuffix("(images_train)"))
    #expect(data.test?.path.hasSuffix("(images_test)") == true)
    #expect(data.train.labels.count == 1 && data.test?.labels.first?.codes == [0])
    #expect(data.train.groups == ["12", "-1"])
    for setting in [\UserDataOptions.xKey, \.yKey, \.groupColumn] {
      let line = refusal(arrays + [zeros("x", 2, 3)]) { $0[keyPath: setting] = "none" }
      #expect(line.contains("found none, expected an array of"))
      #expect(line.contains("images_test, images_train, labels, labels_test, who, x"))
    }
  }

  @Test func namesThatAreMissingOrTwice() throws {
    #expect(refusal([zeros("a", 1, 1), zeros("b", 1, 1)]).contains("found a.npy, b.npy, expected"))
    #expect(refusal([]).contains("found nothing"))
    #expect(refusal([zeros("x", 1, 1), zeros("x_train", 1, 1)]).contains("both x and x_train"))
    let labels = [zeros("y", 1), zeros("y_train", 1)]
    #expect(refusal([zeros("x", 1, 1)] + labels).contains("both y and y_train"))
    let x = zeros("x", 1, 1)
    #expect(refusal([x, zeros("y", 1), zeros("y_test", 1)]).contains("y_test without x_test"))
    #expect(
      refusal([x, zeros("x_test", 1, 1), zeros("y_test", 1)]).contains("y_test without y"))
    try withFolder { folder in
      try write([1], "\(folder)/notes.txt")
      let error = failure { _ = try ArrayDataReader.read(folder, UserDataOptions()) }
      #expect(error?.kind == .notFound)
      #expect(error?.description.contains("found notes.txt, expected the samples as x.npy") == true)
    }
    let missing = failure { _ = try ArrayDataReader.read("/nowhere.npz", UserDataOptions()) }
    #expect(missing?.kind == .notFound)
  }

  @Test func partsMustAgree() {
    let other = refusal([zeros("x", 2, 3), zeros("x_test", 2, 4)])
    #expect(other.contains("(x_test): found samples of shape [4], expected [3]"))
    let type = refusal([zeros("x", 2, 3), byteZeros("x_test", [2, 3])])
    #expect(type.contains("unsigned bytes, which are divided by 255"))
    let heads = refusal([
      zeros("x", 2, 3), zeros("x_test", 1, 3), zeros("y", 2, 2), zeros("y_test", 1),
    ])
    #expect(heads.contains("labels with 1 columns"))
    let groups = refusal([zeros("x", 2, 3), zeros("g", 3)]) { $0.groupColumn = "g" }
    #expect(groups.contains("(g): found shape [3], expected [2]"))
  }

  /// A file that is not what its name says is named as what it is.
  @Test func otherFiles() throws {
    try withFolder { folder in
      try write(Array("<!DOCTYPE html><html></html>".utf8), "\(folder)/data.npz")
      try write(Array("version https://git-lfs.github.com/spec/v1\n".utf8), "\(folder)/x.npy")
      let page = failure { _ = try ArrayDataReader.read("\(folder)/data.npz", .init()) }
      #expect(page?.description.contains("found an HTML page, expected an .npz file") == true)
      let pointer = failure { _ = try ArrayDataReader.read(folder, .init()) }
      #expect(pointer?.description.contains("x.npy: found a Git LFS pointer") == true)
    }
  }
}

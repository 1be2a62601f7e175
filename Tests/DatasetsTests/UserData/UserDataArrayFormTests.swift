import Datasets
import Files
import Foundation
import TestFiles
import Testing

/// What arrays are by their shapes.
@Suite struct UserDataArrayFormTests {
  private enum Stored { case byte, bool, real }

  private func read(
    _ shape: [Int], _ type: Stored = .real, kind: SampleKind? = nil
  ) throws -> RawData {
    let count = shape.reduce(1, *)
    let values: NamedArray.Values =
      switch type {
      case .byte: .uint8([UInt8](repeating: 0, count: count))
      case .bool: .bool([Bool](repeating: false, count: count))
      case .real: .float32([Float](repeating: 0, count: count))
      }
    var options = UserDataOptions()
    options.kind = kind
    var data: RawData?
    try withFolder { folder in
      try NpyFile.write(NamedArray("", shape: shape, values: values), to: "\(folder)/x.npy")
      data = try ArrayDataReader.read(folder, options)
    }
    return try #require(data)
  }

  private func refusal(
    _ shape: [Int], _ type: Stored = .real, kind: SampleKind? = nil
  ) -> String {
    failure { _ = try read(shape, type, kind: kind) }?.description ?? "no error"
  }

  @Test func shapesThatTell() throws {
    let table = try read([5, 3])
    #expect(table.kind == .table && table.train.source.sampleShape == [3])
    let bytes = try read([2, 4, 6], .byte)
    #expect(bytes.kind == .image && bytes.train.source.sampleShape == [4, 6, 1])
    let flags = try read([2, 4, 6], .bool)
    #expect(flags.kind == .image && flags.train.source.element == .float)
    let square = try read([2, 8, 8])
    #expect(square.kind == .image && square.train.source.sampleShape == [8, 8, 1])
    let colour = try read([2, 8, 6, 3])
    #expect(colour.kind == .image && colour.train.source.sampleShape == [8, 6, 3])
  }

  @Test func givenKinds() throws {
    let sequence = try read([2, 8, 8], kind: .sequence)
    #expect(sequence.kind == .sequence && sequence.train.source.sampleShape == [8, 8])
    let image = try read([2, 12, 6], kind: .image)
    #expect(image.kind == .image && image.train.source.sampleShape == [12, 6, 1])
    let deep = try read([2, 8, 6, 20], kind: .image)
    #expect(deep.train.source.sampleShape == [8, 6, 20])
    #expect(try read([2, 3], kind: .table).kind == .table)
  }

  @Test func ambiguousShapes() {
    let line = refusal([10, 128, 6])
    #expect(line.contains("x.npy: found shape [10, 128, 6], which is 10 images of 128 x 6, or "))
    #expect(line.contains("10 sequences of 128 steps with 6 channels"))
    #expect(line.hasSuffix("give --kind image or --kind sequence"))
    #expect(refusal([2, 6, 12]).contains("x.transpose(0, 2, 1)"))
    #expect(refusal([2, 4, 4]).contains("--kind sequence"))
  }

  @Test(arguments: [[2, 3, 8, 8], [2, 1, 28, 28], [2, 5, 32, 32]])
  func channelsInFront(shape: [Int]) {
    for kind in [nil, SampleKind.image] {
      #expect(refusal(shape, kind: kind).contains("x.transpose(0, 2, 3, 1)"))
    }
  }

  @Test func manyChannels() {
    #expect(refusal([2, 8, 6, 20]).contains("give --kind image if there are 20 channels"))
  }

  @Test(
    arguments: [
      ([4], nil, "x[:, numpy.newaxis]"), ([4], .image, "x[:, numpy.newaxis]"),
      ([2, 784], .image, "x.reshape(-1, 28, 28)"), ([2, 30], .image, "(-1, height, width)"),
      ([2, 30], .sequence, "x[:, :, numpy.newaxis]"),
      ([2, 3, 4, 5], .sequence, "x.reshape(2, 3, -1)"),
      ([2, 8, 8], .table, "x.reshape(2, -1)"), ([2, 2, 2, 2, 2], nil, "x.reshape(2, -1)"),
    ] as [([Int], SampleKind?, String)])
  func otherNumbersOfAxes(shape: [Int], kind: SampleKind?, advice: String) {
    let line = refusal(shape, kind: kind)
    #expect(line.contains("found shape \(shape), expected [N"))
    #expect(line.contains(advice))
  }

  @Test(arguments: [[], [0, 3], [3, 0]])
  func withoutValues(shape: [Int]) {
    #expect(refusal(shape).contains("at least one row of values"))
  }
}

import Datasets
import Foundation
import TestFiles
import Testing

@Suite struct ImageFolderSourceTests {
  private static let count = 23
  private static let side = 5

  private static func pixels(_ row: Int) -> [UInt8] {
    (0..<side * side * 3).map { UInt8(truncatingIfNeeded: row &* 71 &+ $0 &* 13) }
  }

  private func write(to folder: String) throws {
    for row in 0..<Self.count {
      // Names of one length are sorted as numbers.
      try writePicture(
        "\(folder)/\(100 + row).png", height: Self.side, width: Self.side, channels: 3,
        Self.pixels(row))
    }
  }

  private func bytes(_ source: ImageFolderSource, _ rows: [Int]) throws -> [UInt8] {
    let size = source.sampleShape.reduce(1, *)
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: rows.count * size)
    defer { buffer.deallocate() }
    try source.read(rows: rows, into: buffer)
    return Array(buffer)
  }

  private func values(_ source: ImageFolderSource, _ rows: [Int]) throws -> [Float] {
    let size = source.sampleShape.reduce(1, *)
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows.count * size)
    defer { buffer.deallocate() }
    try source.read(rows: rows, into: buffer)
    return Array(buffer)
  }

  /// Where decoded pictures are kept.
  enum Place: CaseIterable {
    case memory, file, nowhere, nowhereForLackOfSpace

    func limits(in folder: String) -> ImageCache.Limits {
      var limits = ImageCache.Limits()
      limits.spare = 0
      switch self {
      case .memory: break
      case .file: (limits.memory, limits.folders) = (100, ["\(folder)/none", folder])
      case .nowhere: (limits.memory, limits.folders) = (0, [])
      case .nowhereForLackOfSpace:
        (limits.memory, limits.folders, limits.spare) = (0, [folder], 1 << 60)
      }
      return limits
    }

    /// Whether pictures can be read again without their files.
    var keeps: Bool { self == .memory || self == .file }
  }

  @Test(arguments: Place.allCases)
  func picturesAreReadInAnyOrder(place: Place) throws {
    try withTemporaryFolder { folder in
      try write(to: folder)
      let source = try ImageFolderSource(folder, keeping: place.limits(in: folder))
      #expect(source.count == Self.count && source.sampleShape == [Self.side, Self.side, 3])
      // Some for the first time, some kept, some twice.
      for rows in [[], [7], [3, 22, 7, 7, 0], Array(0..<Self.count), [22, 1, 13]] {
        let expected = rows.flatMap(Self.pixels)
        #expect(try bytes(source, rows) == expected)
        #expect(try values(source, rows) == expected.map { Float($0) / 255 })
      }
    }
  }

  @Test(arguments: Place.allCases)
  func decodedPicturesAreKept(place: Place) throws {
    try withTemporaryFolder { folder in
      try write(to: folder)
      let source = try ImageFolderSource(folder, keeping: place.limits(in: folder))
      let rows = Array(0..<Self.count)
      let before = try bytes(source, rows)
      for row in rows { try FileManager.default.removeItem(atPath: "\(folder)/\(100 + row).png") }
      // The file has no name.
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      if place.keeps {
        #expect(try bytes(source, rows) == before)
      } else {
        let error = failure { _ = try bytes(source, [5, 4]) }
        #expect(error.map { "\($0)".hasPrefix("\(folder)/105.png: no such file") } == true)
      }
    }
  }

  @Test func manyThreadsReadAtATime() throws {
    try withTemporaryFolder { folder in
      try write(to: folder)
      for place in [Place.memory, .file] {
        let source = try ImageFolderSource(folder, keeping: place.limits(in: folder))
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
          let rows = (0..<60).map { _ in Int.random(in: 0..<Self.count) }
          #expect((try? bytes(source, rows)) == rows.flatMap(Self.pixels))
        }
      }
    }
  }

  @Test func aPictureThatChangesIsRefused() throws {
    try withTemporaryFolder { folder in
      try write(to: folder)
      let source = try ImageFolderSource(folder, keeping: Place.memory.limits(in: folder))
      try writePicture("\(folder)/103.png", height: 1, width: 2, [1, 2])
      let error = failure { _ = try bytes(source, [2, 3]) }
      #expect(
        error.map { "\($0)" }
          == "\(folder)/103.png: found 2 × 1 pixels of grey, 8 bits, expected 5 × 5 pixels of RGB, "
          + "8 bits, as when the data were opened; leave the pictures alone while they are in use")
    }
  }
}

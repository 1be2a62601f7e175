import Datasets
import Foundation
import TestFiles

/// Numbers as they stand in a matrix file.
func littleEndian(_ numbers: [Int]) -> [UInt8] {
  numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
}

/// A matrix file put together by hand: `fields` are the dimension fields as they are stored.
func matrix(_ magic: Int, _ count: Int, _ fields: [Int], _ elements: [UInt8]) -> [UInt8] {
  littleEndian([magic, count] + fields) + elements
}

/// The magic numbers as the format's definition gives them.
enum Magic {
  static let single = 0x1E3D_4C51
  static let packed = 0x1E3D_4C52
  static let double = 0x1E3D_4C53
  static let int = 0x1E3D_4C54
  static let byte = 0x1E3D_4C55
  static let short = 0x1E3D_4C56
}

/// The six files of a small data set in Small-NORB's form.
struct SmallPairs {
  static let trainingCount = 6
  static let testingCount = 4
  static let plane = 96 * 96
  static let training = "smallnorb-5x46789x9x18x6x2x96x96-training"
  static let testing = "smallnorb-5x01235x9x18x6x2x96x96-testing"

  /// Content by file name; change it to make files wrong.
  var files: [String: [UInt8]]

  init() {
    files = [:]
    for (prefix, first, count) in [
      (Self.training, 0, Self.trainingCount), (Self.testing, Self.trainingCount, Self.testingCount),
    ] {
      let rows = first..<first + count
      files["\(prefix)-dat.mat"] = matrix(
        Magic.byte, 4, [count, 2, 96, 96],
        rows.flatMap { row in (0..<2).flatMap { Self.plane(row, camera: $0) } })
      files["\(prefix)-cat.mat"] = matrix(
        Magic.int, 1, [count, 1, 1], littleEndian(rows.map { $0 % 5 }))
      files["\(prefix)-info.mat"] = matrix(
        Magic.int, 2, [count, 4, 1], littleEndian(rows.flatMap { Self.information($0) }))
    }
  }

  /// Pair `row` of the pooled order as one camera sees it, no two alike.
  static func plane(_ row: Int, camera: Int) -> [UInt8] {
    (0..<plane).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ row &* 31 &+ camera &* 101 &+ $0 >> 8) }
  }

  /// The same as the loader gives it: left and right by turns.
  static func image(_ row: Int) -> [UInt8] {
    zip(plane(row, camera: 0), plane(row, camera: 1)).flatMap { [$0, $1] }
  }

  /// Instance, elevation, azimuth and lighting.
  static func information(_ row: Int) -> [Int] {
    [row % 10, (row * 2) % 9, 2 * ((row * 5) % 18), (row * 4) % 6]
  }

  func write(to folder: String, compressed: Bool = false) throws {
    for (name, bytes) in files {
      try TestFiles.write(
        compressed ? gzip(bytes) : bytes, "\(folder)/\(name)\(compressed ? ".gz" : "")")
    }
  }
}

import Datasets
import Foundation

/// The six files of a small data set in Small-NORB's format, for runs of seconds.
package enum SmallPairs {
  package static let trainingCount = 60
  package static let testingCount = 40
  /// Held out by the pooled split: the fraction 5,600 / 48,600.
  package static let heldOutCount = 12

  /// The first names of the files of one part.
  package static func prefix(isTraining: Bool) -> String {
    isTraining
      ? "smallnorb-5x46789x9x18x6x2x96x96-training" : "smallnorb-5x01235x9x18x6x2x96x96-testing"
  }

  /// Writes the files into `folder/small-norb`.
  package static func write(to folder: String) throws {
    let place = "\(folder)/small-norb"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    for (isTraining, count) in [(true, trainingCount), (false, testingCount)] {
      let path = "\(place)/\(prefix(isTraining: isTraining))"
      let pairs = try MatrixFileWriter("\(path)-dat.mat", .byte, shape: [count, 2, 96, 96])
      for row in 0..<count { try pairs.append(pair(row)) }
      try pairs.finish()
      let categories = try MatrixFileWriter("\(path)-cat.mat", .int, shape: [count])
      try categories.append((0..<count).map { Int32($0 % 5) })
      try categories.finish()
      let information = try MatrixFileWriter("\(path)-info.mat", .int, shape: [count, 4])
      try information.append((0..<count).flatMap { factors($0) })
      try information.finish()
    }
  }

  /// Instance, elevation, azimuth and lighting.
  private static func factors(_ row: Int) -> [Int32] {
    [row % 10, row % 9, 2 * (row % 18), row % 6].map { Int32($0) }
  }

  /// A bright square whose place and size tell the factors.
  private static func pair(_ row: Int) -> [UInt8] {
    let side = 20 + 8 * (row % 5)
    let (top, left) = (4 * (row % 9), 2 * (row % 18))
    let grey = UInt8(120 + 20 * (row % 6))
    var bytes = [UInt8](repeating: 40, count: 2 * 96 * 96)
    for camera in 0..<2 {
      for y in top..<min(top + side, 96) {
        for x in left..<left + side { bytes[(camera * 96 + y) * 96 + x + 2 * camera] = grey }
      }
    }
    return bytes
  }
}

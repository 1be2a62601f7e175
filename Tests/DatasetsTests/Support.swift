import Datasets
import Foundation
import TestFiles
import Testing

/// The folder with the real data sets, where the environment names one.
let dataFolder = ProcessInfo.processInfo.environment["CONTINUUM_DATA"]

/// Why a test that needs a real data set is skipped.
let needsData: Comment = "skipped: set CONTINUUM_DATA to the folder that holds mnist/"

/// A folder that exists while `body` runs.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("continuum-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

/// The error that `body` throws.
func failure(_ body: () throws -> Void) -> DatasetError? {
  do {
    try body()
    return nil
  } catch {
    return error as? DatasetError
  }
}

/// The pixels of all images.
func pixels(_ images: LabelledImages) throws -> [UInt8] { try images.images(0..<images.count) }

/// An IDX file of unsigned bytes.
func idx(_ shape: [Int], _ values: [UInt8], magic: Int? = nil) -> [UInt8] {
  ([magic ?? 0x800 + shape.count] + shape).flatMap { number in
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  } + values
}

/// The four files of a small data set in MNIST's form.
struct SmallFiles {
  static let trainCount = 20
  static let testCount = 10
  static let trainLabels = (0..<trainCount).map { UInt8($0 * 7 % 10) }
  static let testLabels = (0..<testCount).map { UInt8($0) }
  static let trainImages = (0..<trainCount * 784).map { UInt8(truncatingIfNeeded: $0 &* 31) }
  static let testImages = (0..<testCount * 784).map { UInt8(truncatingIfNeeded: $0 &* 17) }

  var files = [
    "train-images-idx3-ubyte": idx([trainCount, 28, 28], trainImages),
    "train-labels-idx1-ubyte": idx([trainCount], trainLabels),
    "t10k-images-idx3-ubyte": idx([testCount, 28, 28], testImages),
    "t10k-labels-idx1-ubyte": idx([testCount], testLabels),
  ]

  func write(to folder: String, compressed: Bool) throws {
    for (name, bytes) in files {
      try TestFiles.write(
        compressed ? gzip(bytes) : bytes, "\(folder)/\(name)\(compressed ? ".gz" : "")")
    }
  }
}

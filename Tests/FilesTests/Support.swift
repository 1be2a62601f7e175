import Files
import Foundation
import Testing

/// A folder that exists while `body` runs.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("continuum-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

/// The path of a committed file that another library has written.
func fixture(_ name: String) throws -> String {
  try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/\(name)").path
}

func contents(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

func write(_ bytes: [UInt8], _ path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// The error that `body` throws, and its line.
func failure(_ body: () throws -> Void) -> FileError? {
  do {
    try body()
    return nil
  } catch {
    return error as? FileError
  }
}

/// The arrays that the fixtures hold.
enum Sample {
  static let f4 = NamedArray("f4", shape: [2, 3], [0, -1.5, 3.25, 1e-30, .infinity, 7])
  static let f8 = NamedArray("f8", shape: [3], values: .float64([0.1, -2.5e300, 3]))
  static let i4 = NamedArray("i4", shape: [2, 1], values: .int32([.min, .max]))
  static let i8 = NamedArray("i8", shape: [2], values: .int64([.min, .max]))
  static let u1 = NamedArray("u1", shape: [5], values: .uint8([0, 1, 2, 3, 4]))
  static let scalar = NamedArray("scalar", shape: [], [2.5])
  static let empty = NamedArray("empty", shape: [0, 3], [])
  static let all = [f4, f8, i4, i8, u1, scalar, empty]
}

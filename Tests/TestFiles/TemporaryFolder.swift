import Foundation
import Testing

/// A folder that exists while `body` runs.
package func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("continuum-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer {
    do { try FileManager.default.removeItem(at: folder) } catch {
      Issue.record("\(folder.path) could not be removed: \(error)")
    }
  }
  try body(folder.path)
}

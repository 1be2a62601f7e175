import Foundation
import Testing

@Suite struct VersionTests {
  /// The tags of the commit that is checked out; none outside of a git checkout.
  private func tags() throws -> [Substring] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "tag", "--points-at", "HEAD"]
    process.currentDirectoryURL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
    try process.run()
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text.split(separator: "\n") : []
  }

  /// A tag that begins with a digit, or with `v` and a digit, names a release.
  @Test func aTaggedCommitHasTheVersionOfItsTag() throws {
    let finished = try Command.run(["--version"])
    #expect(finished.status == 0)
    let version = finished.output.split(separator: "\n").first ?? ""
    for tag in try tags() {
      let name = tag.first == "v" ? tag.dropFirst() : tag
      if name.first?.isNumber == true { #expect(name == version, "tag \(tag)") }
    }
  }
}

import Foundation
import TestFiles
import Testing

/// `continuum model`: no data, no device, no training.
@Suite struct ModelTests {
  /// Calls `body` with the path of a file with this text.
  private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("continuum-model-\(UUID().uuidString).toml")
    try Data(text.utf8).write(to: url)
    defer {
      // A file that stays in the temporary place fails no test.
      try? FileManager.default.removeItem(at: url)
    }
    try body(url.path)
  }

  private func check(_ path: String, _ more: String...) throws -> Finished {
    try Command.run(["model", "check", path] + more)
  }

  @Test func whatIsShownCanBeChecked() throws {
    let shown = try Command.run(["model", "show", "norb"])
    #expect(shown.status == 0 && shown.errors.isEmpty)
    #expect(shown.output.hasPrefix("# Table 16 of the paper.\nlatent = 32\n"))
    #expect(shown.output.hasSuffix("]\n"))
    try withFile(shown.output) { path in
      let checked = try check(path, "--shape", "96x96x2", "--heads", "5,9,18,6")
      #expect(checked.status == 0 && checked.errors.isEmpty)
      #expect(checked.output.contains("encoder.conv4"))
      #expect(checked.output.contains("pi.head4"))
      let document = try check(path, "--shape", "33x20", "--kind", "image", "--json").json()
      #expect(Set(document.keys) == ["layers", "parameters", "statistics", "flops"])
      let layers = try #require(document["layers"] as? [[String: Any]])
      #expect(layers.first?["name"] as? String == "encoder.conv1")
      #expect(layers.first?["output"] as? [Int] == [17, 10, 32])
      #expect(layers.last?["output"] as? [Int] == [33, 20, 1])
    }
  }

  @Test func usage() throws {
    expectFailure(try Command.run(["model", "show", "vgg"]), 64, "'vgg'", "dense or cnn")
    let m2 = try Command.run(["model", "show", "m2"])
    expectFailure(m2, 64, "m2", "dense, cnn, rnn or norb", "--model m2")
    try withFile("encoder = []") { path in
      expectFailure(try check(path), 64, "shape")
      expectFailure(try check(path, "--shape", "8x8"), 64, "--kind sequence")
      expectFailure(try check(path, "--shape", "0x8x1"), 64, "'0'", "1 to 65536")
      expectFailure(try check(path, "--shape", "8x"), 64, "''")
      expectFailure(try check(path, "--shape", "8", "--kind", "image"), 64, "3 numbers")
      expectFailure(try check(path, "--shape", "8", "--kind", "film"), 64, "'film'", "table")
      expectFailure(try check(path, "--shape", "8", "--classes", "1"), 64, "--classes", "'1'")
      expectFailure(
        try check(path, "--shape", "8", "--classes", "2", "--heads", "2,3"), 64, "--heads")
    }
  }

  @Test func files() throws {
    expectFailure(try check("/nowhere/m.toml", "--shape", "8"), 66, "/nowhere/m.toml")
    try withFile("encoder = [\n  { layer = \"dens\" },\n]") { path in
      expectFailure(try check(path, "--shape", "8"), 65, path, "line 2", "'dens'", "dense")
    }
    try withFile("encoder = [\n  { layer = \"lstm\", units = 2 },\n]") { path in
      expectFailure(
        try check(path, "--shape", "8"), 65, path, "line 2", "encoder.lstm1", "[8]",
        "[steps, values]")
    }
  }
}

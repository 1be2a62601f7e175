import Files
import Foundation
import Testing
import Training

@Suite struct WatchLogTests {
  private func step(_ number: Int, layer: String = "encoder.dense1") -> WatchedStep {
    WatchedStep(
      step: number, gradientNorm: 5, gradientNorms: [.init("encoder", 3), .init("heads", 4)],
      divergences: [0.5, 0.001], deadShares: [.init(layer, 0.25)], headLosses: [.init("pi", 2)])
  }

  private static let header =
    "step,gradient_norm,gradient_norm.encoder,gradient_norm.heads,kl.mean,kl.collapsed,kl.0,kl.1,"
    + "dead.encoder.dense1,loss.pi"

  private func row(_ number: Int) -> String {
    "\(number),5.0,3.0,4.0,0.2505,1.0,0.5,0.001,0.25,2.0"
  }

  private func log(_ folder: String) throws -> WatchLog {
    try RunDirectory(at: folder + "/run", .new, configuration: ["seed": 0]).watch
  }

  @Test func rowsAreAppendedAndCutBack() async throws {
    try await withTemporaryFolder { folder in
      let log = try log(folder)
      for number in [2, 4, 6] { try log.append(step(number)) }
      let whole = [Self.header, row(2), row(4), row(6)].map { $0 + "\n" }.joined()
      #expect(try text(log.path) == whole)
      // A line that was cut off goes, CRLF becomes LF.
      try write(whole.replacingOccurrences(of: "\n", with: "\r\n") + "8,5", log.path)
      try log.cut(backTo: 5)
      #expect(try text(log.path) == [Self.header, row(2), row(4)].map { $0 + "\n" }.joined())
      try log.append(step(6))
      #expect(try text(log.path) == whole)
      // Without the last line's end, and with the ends of an old editor.
      for copy in [String(whole.dropLast()), whole.replacingOccurrences(of: "\n", with: "\r")] {
        try write(copy, log.path)
        try log.cut(backTo: 6)
        #expect(try text(log.path) == whole)
      }
    }
  }

  @Test func withoutACompleteFirstLineThereIsNoFile() async throws {
    try await withTemporaryFolder { folder in
      let log = try log(folder)
      try log.cut(backTo: 3)
      #expect(!FileManager.default.fileExists(atPath: log.path))
      try write("step,gra", log.path)
      try log.cut(backTo: 3)
      #expect(!FileManager.default.fileExists(atPath: log.path))
    }
  }

  @Test func otherColumnsAreRefused() async throws {
    try await withTemporaryFolder { folder in
      let log = try log(folder)
      try log.append(step(1))
      let before = try text(log.path)
      #expect(failure { try log.append(step(2, layer: "encoder.dense2")) }?.kind == .badData)
      #expect(failure { try log.append(step(2, layer: "encoder.dense")) }?.kind == .badData)
      #expect(try text(log.path) == before)
      try write(Self.header + "\nnonsense\n", log.path)
      #expect(failure { try log.cut(backTo: 1) }?.description.contains("line 2") == true)
    }
  }
}

import Datasets
import Foundation
import TestFiles
import Testing

/// What the text of a signal may be, through the loader: one line of one file is replaced.
@Suite struct SignalFileTests {
  private let name = SmallHAR.path("body_acc_y", "train")

  /// Loads with line 2 of the file replaced; channel 1 of window 1, or the error.
  private func load(
    line: String, end: String = "\r\n", compressed: Bool = false
  ) throws -> Result<[Float], DatasetError> {
    var result: Result<[Float], DatasetError>?
    try withTemporaryFolder { folder in
      var small = SmallHAR()
      var lines = (small.files[name] ?? "").components(separatedBy: "\r\n")
      lines[1] = line
      small.files[name] = lines.joined(separator: end)
      try small.write(to: folder, compressed: compressed)
      do {
        let train = try UCIHAR(at: folder).train
        let window = train.values(of: [1])
        result = .success(stride(from: 1, to: window.count, by: 6).map { window[$0] })
      } catch let error as DatasetError {
        let path = "\(folder)/\(name)\(compressed ? ".gz" : "")"
        #expect(error.kind == .badData && error.description.hasPrefix("\(path): found "))
        result = .failure(error)
      }
    }
    return try #require(result)
  }

  private func expectError(
    _ line: String, _ found: String, expected: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for compressed in [false, true] {
      guard case .failure(let error) = try load(line: line, compressed: compressed) else {
        Issue.record("no error for \(line.prefix(60))", sourceLocation: sourceLocation)
        return
      }
      #expect(
        error.description.contains(": found \(found) in line 2, expected \(expected); "),
        "\(error)", sourceLocation: sourceLocation)
    }
  }

  private func numbers(_ count: Int) -> [String] { (0..<count).map { "\($0).5" } }
  private func line(_ count: Int) -> String { numbers(count).joined(separator: " ") }

  @Test(arguments: ["\r\n", "\n", " \n", "\t\r\n"], [false, true])
  func lineEnds(end: String, compressed: Bool) throws {
    let values = try load(line: line(128), end: end, compressed: compressed).get()
    #expect(values == (0..<128).map { Float($0) + 0.5 })
  }

  @Test func anyWhiteSpace() throws {
    let separators = [" ", "\t", "   ", "\u{B}", "\u{C}", " \t ", "\r"]
    let text = numbers(128).enumerated().map { $1 + separators[$0 % separators.count] }
    let values = try load(line: "  \t" + text.joined(), compressed: true).get()
    #expect(values == (0..<128).map { Float($0) + 0.5 })
  }

  @Test func lastLineWithoutEnd() throws {
    try withTemporaryFolder { folder in
      var small = SmallHAR()
      for key in small.files.keys {
        while small.files[key]?.last?.isNewline == true { small.files[key]?.removeLast() }
      }
      try small.write(to: folder)
      #expect(try UCIHAR(at: folder).train.values == SmallHAR.values("train", channels: 6))
    }
  }

  @Test func wrongCounts() throws {
    try expectError("", "no number", expected: "128 numbers")
    try expectError("   \t", "no number", expected: "128 numbers")
    try expectError("1.5", "1 number", expected: "128 numbers")
    try expectError(line(127), "127 numbers", expected: "128 numbers")
    try expectError(line(129), "129 numbers", expected: "128 numbers")
    try expectError(line(256) + " x", "257 numbers", expected: "128 numbers")
  }

  @Test(arguments: [
    "x", "nan", "NaN", "inf", "-inf", "Infinity", "1e39", "-3.5e38", "1e999999999999999999999",
    "1.0.0", "1,5", "1e", "1e+", "e5", ".", "-", "+", "--1", "+-1", "0x10", "1_000", "1d3", "1f",
    "1.5e3.2", "٣", "1\0", "NA", "\u{FEFF}1",
  ])
  func unusableNumber(text: String) throws {
    var row = numbers(128)
    row[4] = text
    let shown = text.replacingOccurrences(of: "\0", with: "\u{FFFD}")
    try expectError(
      row.joined(separator: " "), "'\(shown)' as number 5",
      expected: "a finite decimal number that 32 bits can hold")
    row = numbers(128)
    row[127] = text
    try expectError(
      row.joined(separator: " "), "'\(shown)' as number 128",
      expected: "a finite decimal number that 32 bits can hold")
  }

  @Test func longLines() throws {
    var row = numbers(128)
    row[127] = String(repeating: "1", count: 300) + "y"
    try expectError(
      row.joined(separator: " "), "'\(String(repeating: "1", count: 40))…' as number 128",
      expected: "a finite decimal number that 32 bits can hold")
    try expectError(
      String(repeating: "1 ", count: 1 << 17), "more than 262144 bytes", expected: "lines of text")
    // Just below the limit, so that the line fills the buffer wherever it begins in it.
    let spaces = String(repeating: " ", count: 1_900)
    let values = try load(
      line: numbers(128).joined(separator: spaces), compressed: true
    ).get()
    #expect(values == (0..<128).map { Float($0) + 0.5 })
  }

  @Test func damagedGzip() throws {
    try withTemporaryFolder { folder in
      let small = SmallHAR()
      try small.write(to: folder, compressed: true)
      var bytes = gzip(Array((small.files[name] ?? "").utf8))
      bytes[bytes.count - 5] ^= 1
      try write(bytes, "\(folder)/\(name).gz")
      let error = failure { _ = try UCIHAR(at: folder) }
      #expect(error?.kind == .badData)
      #expect(error?.description.contains("damaged gzip data") == true)
      try write(Array(bytes[..<(bytes.count / 2)]), "\(folder)/\(name).gz")
      let cut = failure { _ = try UCIHAR(at: folder) }
      #expect(cut?.kind == .badData)
    }
  }
}

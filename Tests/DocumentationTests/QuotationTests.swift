import Foundation
import Testing

/// Swift code in the documentation is a part of a compiled example, which the line before it names.
@Suite struct QuotationTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let catalogue = "Sources/Continuum/Continuum.docc"

  /// A block of Swift code in a document.
  private struct Block {
    let line: Int
    /// The path in the line before it, for example `Examples/OwnLoop/main.swift`.
    let source: String?
    let code: String
  }

  @Test(arguments: ["README.md", "Sources/Continuum/Continuum.docc/TrainingFromSwift.md"])
  func everyBlockIsFromAnExample(_ document: String) throws {
    let blocks = try Self.blocks(of: document)
    #expect(!blocks.isEmpty)
    for block in blocks { try Self.check(block, document, needsSource: true) }
  }

  @Test func quotedBlocksOfOtherPages() throws {
    let pages = try FileManager.default
      .contentsOfDirectory(atPath: Self.root.appending(path: Self.catalogue).path)
      .filter { $0.hasSuffix(".md") }.sorted()
    #expect(!pages.isEmpty)
    for page in pages.map({ Self.catalogue + "/" + $0 }) + ["CONTRIBUTING.md"] {
      for block in try Self.blocks(of: page) { try Self.check(block, page, needsSource: false) }
    }
  }

  private static func check(_ block: Block, _ document: String, needsSource: Bool) throws {
    let place = Comment(rawValue: "\(document):\(block.line)")
    #expect(block.source != nil || !needsSource, place)
    guard let source = block.source else { return }
    #expect(try unindented(lines(of: source)).contains(block.code), place)
  }

  private static func blocks(of document: String) throws -> [Block] {
    let lines = try lines(of: document)
    return lines.indices.filter { lines[$0] == "```swift" }.map { start in
      let end = lines[start...].firstIndex(of: "```") ?? lines.endIndex
      return Block(
        line: start + 1, source: start == 0 ? nil : source(lines[start - 1]),
        code: unindented(Array(lines[start + 1..<end])))
    }
  }

  /// The path in a line such as `<!-- Examples/OwnLoop/main.swift -->`; nil for other lines.
  private static func source(_ line: String) -> String? {
    let (start, end) = ("<!-- Examples/", " -->")
    guard line.hasPrefix(start), line.hasSuffix(end) else { return nil }
    return String(line.dropFirst("<!-- ".count).dropLast(end.count))
  }

  private static func lines(of file: String) throws -> [String] {
    try String(contentsOf: root.appending(path: file), encoding: .utf8)
      .components(separatedBy: "\n")
  }

  /// The lines without the blanks before them, since what is quoted may be within a function.
  private static func unindented(_ lines: [String]) -> String {
    lines.map { String($0.drop { $0 == " " }) }.joined(separator: "\n") + "\n"
  }
}

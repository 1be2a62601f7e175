import Files
import Foundation
public import Training

/// The rows that a text file names, one a line: by number from 0, or by the path of the picture.
///
/// Only what stands before the first tab counts, and everything down to a heading of `score` or `suggest`
/// is passed over, so that lines of their output can be kept as they are. Empty lines count for nothing.
public struct RowFile: Sendable {
  /// In the order of the file.
  public let rows: [Int]

  /// Bytes that a file may have.
  private static let sizeLimit = 1 << 26
  /// What stands in the first column of a heading.
  private static let headings: Set<String> = ["row", "sample", "picture"]

  /// - Parameters:
  ///   - count: the number of rows that there are; nil where that is not known yet.
  ///   - pictures: where each of them is, in a folder of pictures.
  /// - Throws: `RunError` of kind `notFound`, `inputOutput`, or `badData` for a line that names no row, and
  ///   for a row that is there twice.
  public init(_ path: String, count: Int? = nil, pictures: [String]? = nil) throws(RunError) {
    let text = try Self.text(of: path)
    let numbers = Dictionary(
      (pictures ?? []).enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
    let expected =
      pictures == nil
      ? "a row number from 0" + (count.map { " to \($0 - 1)" } ?? "")
      : "the path of a picture as score prints it, or its number from 0"
    var rows: [Int] = []
    var lines: [Int: Int] = [:]
    let cells = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.prefix { $0 != "\t" }.trimmingCharacters(in: .whitespaces)
    }
    let heading = cells.firstIndex(where: Self.headings.contains)
    for (index, cell) in cells.enumerated().dropFirst(heading.map { $0 + 1 } ?? 0) {
      guard !cell.isEmpty else { continue }
      guard let row = numbers[cell] ?? Int(cell), row >= 0, row < count ?? .max else {
        throw Self.refusal(path, line: index + 1, found: "'\(cell)'", expected: expected)
      }
      if let first = lines[row] {
        throw Self.refusal(
          path, line: index + 1, found: "row \(cell) again, as in line \(first)",
          expected: "each row once")
      }
      lines[row] = index + 1
      rows.append(row)
    }
    self.rows = rows
  }

  private static func text(of path: String) throws(RunError) -> String {
    let bytes = try RunError.files { () throws(FileError) -> [UInt8] in
      let input = try InputFile(path)
      guard input.size <= sizeLimit else {
        throw .badData(
          path: path, found: "\(input.size) bytes", expected: "at most \(sizeLimit)",
          advice: "give a text file with a row number in each line")
      }
      return try input.contents()
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refusal(path, line: 1, found: "bytes that are not UTF-8", expected: "text")
    }
    return text.replacing("\r\n", with: "\n")
  }

  private static func refusal(
    _ path: String, line: Int, found: String, expected: String
  ) -> RunError {
    .file(
      .badData(
        path: "\(path), line \(line)", found: found, expected: expected,
        advice: "give one row a line; lines of score will do"))
  }
}

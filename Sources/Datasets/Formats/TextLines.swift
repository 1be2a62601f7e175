import Files
import Foundation

/// The lines of a text file, `.gz` or not, read piece by piece; a line ends with LF, CRLF or the
/// file, and a byte order mark in front does not count.
final class TextLines {
  /// Bytes that a line may have.
  static let longestLine = 1 << 18

  /// The number of the last line that was read, from 1.
  private(set) var number = 0

  private let stream: DatasetStream
  private let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: longestLine)
  /// What has been read from the file and not yet been returned.
  private var pending = 0..<0
  private var isAtEnd = false

  init(_ path: String) throws(DatasetError) { stream = try DatasetStream(path) }

  deinit { buffer.deallocate() }

  var path: String { stream.path }
  /// An upper bound of the text's bytes, from the size of the file.
  var largestPossibleSize: Int { stream.largestPossibleSize }

  /// The next line without its LF, nil at the end of the file; valid until the next call.
  ///
  /// - Throws: `badData` for damaged gzip data, for a file that is no text or a page in place of it,
  ///   and for a line that is longer than `longestLine`.
  func next() throws(DatasetError) -> UnsafeBufferPointer<UInt8>? {
    if let line = takeLine() { return line }
    while !isAtEnd {
      try fill()
      if let line = takeLine() { return line }
      guard isAtEnd || pending.count < buffer.count else {
        throw .badData(
          path: path, found: "more than \(buffer.count) bytes in line \(number + 1)",
          expected: "lines of text", advice: DatasetError.fetchAgain)
      }
    }
    return pending.isEmpty ? nil : take(to: pending.upperBound, next: pending.upperBound)
  }

  /// Reads on to the end and tells whether only blank lines are left.
  func restIsBlank() throws(DatasetError) -> Bool {
    while let line = try next() {
      guard line.isBlank else { return false }
    }
    return true
  }

  /// The error of the line that was read last.
  func error(
    _ found: String, expected: String, advice: String = DatasetError.fetchAgain
  ) -> DatasetError {
    .badData(path: path, found: "\(found) in line \(number)", expected: expected, advice: advice)
  }

  /// The line up to the next LF, where there is one in the buffer.
  private func takeLine() -> UnsafeBufferPointer<UInt8>? {
    guard !pending.isEmpty, let base = buffer.baseAddress,
      let found = memchr(base + pending.lowerBound, 0x0A, pending.count)
    else { return nil }
    let index = UnsafeRawPointer(found) - UnsafeRawPointer(base)
    return take(to: index, next: index + 1)
  }

  private func take(to end: Int, next: Int) -> UnsafeBufferPointer<UInt8> {
    let line = UnsafeBufferPointer(rebasing: buffer[pending.lowerBound..<end])
    pending = next..<pending.upperBound
    number += 1
    return line
  }

  /// Moves what is left to the front and reads as much as fits after it.
  private func fill() throws(DatasetError) {
    let count = pending.count
    if let base = buffer.baseAddress, pending.lowerBound > 0 {
      memmove(base, base + pending.lowerBound, count)
    }
    let space = UnsafeMutableRawBufferPointer(
      UnsafeMutableBufferPointer(rebasing: buffer[count...]))
    let added = try stream.read(upTo: space)
    isAtEnd = added < space.count
    pending = 0..<count + added
    if number == 0, count == 0 { try begin() }
  }

  /// Skips the byte order mark that some editors write, and refuses what is no text.
  private func begin() throws(DatasetError) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if buffer[pending].starts(with: mark) { pending = mark.count..<pending.upperBound }
    let start = Array(buffer[pending].prefix(FileSignature.length))
    if let other = FileSignature(start), other != .text {
      throw .badData(
        path: path, found: other.rawValue, expected: "lines of text",
        advice: other.advice ?? DatasetError.fetchAgain)
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The bytes for an error message, at most 40 characters, without control characters.
  var printable: String {
    let text = String(decoding: prefix(160), as: UTF8.self).map { character in
      character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        ? String(character) : "\u{FFFD}"
    }
    return text.prefix(40).joined() + (text.count > 40 || count > 160 ? "…" : "")
  }

  /// Whether there is nothing but white space.
  var isBlank: Bool { allSatisfy(DecimalNumber.isWhiteSpace) }

  /// The bytes without white space at both ends.
  var trimmed: UnsafeBufferPointer<UInt8> {
    guard let first = firstIndex(where: { !DecimalNumber.isWhiteSpace($0) }),
      let last = lastIndex(where: { !DecimalNumber.isWhiteSpace($0) })
    else { return UnsafeBufferPointer(rebasing: self[..<0]) }
    return UnsafeBufferPointer(rebasing: self[first...last])
  }
}

import Basics
private import Foundation

/// Program binaries on disk, one file per key. A failure to write does no harm and is not reported.
struct BinaryStore: Sendable {
  let directory: String
  let formatVersion: Int

  /// What the disk has for a key.
  enum Finding {
    case absent
    case unusable
    case binary([UInt8])
  }

  /// The binary under `key`, checked against the length and checksum in its header.
  func load(_ key: StableHash) -> Finding {
    guard let data = FileManager.default.contents(atPath: path(of: key)) else { return .absent }
    let bytes = [UInt8](data)
    let headerCount = Self.headerByteCount
    guard bytes.count > headerCount else { return .unusable }
    let payload = Array(bytes[headerCount...])
    // The header is a function of key, version and payload, so equality is the whole check.
    guard Array(bytes[..<headerCount]) == header(key, payload) else { return .unusable }
    return .binary(payload)
  }

  /// Writes the binary to a temporary file and renames it; false where that fails.
  func store(_ binary: [UInt8], under key: StableHash) -> Bool {
    guard !binary.isEmpty else { return false }
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try Data(header(key, binary) + binary).write(
        to: URL(fileURLWithPath: path(of: key)), options: .atomic)
      return true
    } catch {
      // Without a cache the next start compiles again.
      return false
    }
  }

  func path(of key: StableHash) -> String { "\(directory)/\(key.hexadecimal).bin" }

  private static let headerByteCount = 56

  /// Magic number, format version, length, key and checksum: 8 + 8 + 8 + 16 + 16 bytes.
  private func header(_ key: StableHash, _ payload: [UInt8]) -> [UInt8] {
    var checksum = StableHash()
    payload.withUnsafeBytes { checksum.combine(bytes: $0) }
    var header = Array("CNTKERNL".utf8)
    header += Self.bytes(of: UInt64(clamping: formatVersion))
    header += Self.bytes(of: UInt64(payload.count))
    header += Self.bytes(of: key.value)
    header += Self.bytes(of: checksum.value)
    return header
  }

  private static func bytes<Value: FixedWidthInteger>(of value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

/// The 64-bit numbers of an entry in a zip archive's table of contents.
///
/// They are in the extra field with the identifier 1, in the order size, compressed size, offset, and
/// only those whose 32-bit field is full (0xFFFFFFFF).
struct Zip64Fields {
  private var rest: ArraySlice<UInt8> = []

  /// - Parameter extra: all extra fields of the entry: identifier, length (2 bytes each), content.
  init(in extra: ArraySlice<UInt8>) {
    var fields = extra
    while fields.count >= 4 {
      let identifier = littleEndian(fields.prefix(2))
      let length = Int(littleEndian(fields.dropFirst(2).prefix(2)))
      let content = fields.dropFirst(4)
      if identifier == 1 {
        rest = content.prefix(length)
        return
      }
      fields = content.dropFirst(length)
    }
  }

  /// The number that a 32-bit field stands for; nil where it is full and no 64-bit number is left.
  mutating func value(_ field: Int) -> Int? {
    guard field == 0xFFFF_FFFF else { return field }
    guard rest.count >= 8 else { return nil }
    defer { rest = rest.dropFirst(8) }
    return Int(exactly: littleEndian(rest.prefix(8)))
  }
}

/// The 128-bit FNV-1a hash: the same in every process, unlike Swift's own.
///
/// h ← (h xor byte) · (2⁸⁸ + 315) modulo 2¹²⁸, starting from the offset basis of the definition.
package struct StableHash: Sendable, Hashable {
  package private(set) var value: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

  package init() {}

  /// Takes in bytes.
  package mutating func combine(bytes: UnsafeRawBufferPointer) {
    var value = self.value
    for byte in bytes {
      value ^= UInt128(byte)
      value = (value << 88) &+ (value &* 315)
    }
    self.value = value
  }

  /// Takes in a text with its length, so that neighbouring texts cannot run into each other.
  package mutating func combine(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      withUnsafeBytes(of: UInt64(utf8.count).littleEndian) { combine(bytes: $0) }
      combine(bytes: UnsafeRawBufferPointer(utf8))
    }
  }

  /// The value as 32 hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}

/// The 64-bit FNV-1a hash of a text's UTF-8 bytes, for keys of random streams.
///
/// h ← (h xor byte) · 0x100000001b3 modulo 2⁶⁴, starting from 0xcbf29ce484222325.
package func stableHash64(_ text: String) -> UInt64 {
  text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

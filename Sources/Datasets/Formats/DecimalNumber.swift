/// Decimal numbers in text: an optional sign, digits with at most one point among, before or after
/// them, and an optional exponent of any number of digits. Nothing depends on a locale.
package enum DecimalNumber {
  /// Reads the number that starts at `position` and moves to the white space or end after it.
  ///
  /// The result is what `Double` gives for the same text: the nearest number, and infinity where it
  /// is too large. It is nil, and `position` stays, where the bytes up to the next white space are
  /// not such a number.
  package static func read(
    _ text: UnsafeBufferPointer<UInt8>, at position: inout Int
  ) -> Double? {
    let end = text.count
    var index = position
    var isNegative = false
    if index < end, text[index] == minus || text[index] == plus {
      isNegative = text[index] == minus
      index += 1
    }
    // The mantissa may wrap around; with more than 19 digits it is not used.
    var mantissa: UInt64 = 0
    func readDigits() -> Int {
      let first = index
      while index < end, let digit = digit(text[index]) {
        mantissa = mantissa &* 10 &+ digit
        index += 1
      }
      return index - first
    }
    var digits = readDigits()
    var exponent = 0
    if index < end, text[index] == point {
      index += 1
      exponent = -readDigits()
      digits -= exponent
    }
    guard digits > 0 else { return nil }
    if index < end, text[index] | 0x20 == letterE {
      guard let written = readExponent(text, at: &index) else { return nil }
      exponent += written
    }
    guard index == end || isWhiteSpace(text[index]) else { return nil }
    let token = text[position..<index]
    position = index
    // Mantissa and power of ten are exact here, so that one rounding gives the nearest number.
    guard digits <= 19, mantissa <= 1 << 53, -22...22 ~= exponent else {
      return Double(String(decoding: token, as: UTF8.self))
    }
    let magnitude =
      exponent < 0 ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
    return isNegative ? -magnitude : magnitude
  }

  /// Whether a byte separates numbers: space, tab, vertical tab, form feed or a line's end.
  static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

  /// Reads the letter and the number after it; nil where there is no digit. Numbers above a
  /// million are cut to about that, beyond the range of a double.
  private static func readExponent(
    _ text: UnsafeBufferPointer<UInt8>, at index: inout Int
  ) -> Int? {
    index += 1
    var isNegative = false
    if index < text.count, text[index] == minus || text[index] == plus {
      isNegative = text[index] == minus
      index += 1
    }
    let first = index
    var exponent = 0
    while index < text.count, let digit = digit(text[index]) {
      if exponent < 1_000_000 { exponent = exponent * 10 + Int(digit) }
      index += 1
    }
    guard index > first else { return nil }
    return isNegative ? -exponent : exponent
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    let value = byte &- 0x30
    return value < 10 ? UInt64(value) : nil
  }

  private static let plus = UInt8(ascii: "+")
  private static let minus = UInt8(ascii: "-")
  private static let point = UInt8(ascii: ".")
  private static let letterE = UInt8(ascii: "e")
  /// The powers of ten that a double holds exactly.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}

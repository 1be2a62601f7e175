import Basics
import Datasets
import Foundation
import TestFiles
import Testing

@Suite struct DecimalNumberTests {
  /// The number at the start of the text and where reading stopped.
  private func read(_ text: String) -> (value: Double?, position: Int) {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { buffer in
      var position = 0
      let value = DecimalNumber.read(buffer, at: &position)
      return (value, position)
    }
  }

  /// Compares with the standard library's conversion, bit by bit.
  private func expectSame(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try #require(Double(text), sourceLocation: sourceLocation)
    let (value, position) = read(text)
    guard value?.bitPattern == expected.bitPattern, position == text.utf8.count else {
      Issue.record(
        "\(text): \(value.map { "\($0)" } ?? "nil") at \(position), expected \(expected)",
        sourceLocation: sourceLocation)
      return
    }
  }

  @Test(arguments: [
    "0", "-0", "+0", "-0.0e-999", "1", "+1", "1.", ".5", "-.5e1", "00012", "1E5", "1e05", "1e-005",
    "  1".trimmingCharacters(in: .whitespaces), "1.0128170e+000", "-8.5394060e-003",
    "9007199254740992", "9007199254740993", "9007199254740993e1", "1e22", "1e23", "1e-22", "1e-23",
    "8.5e-23", "123456789012345678", "1234567890123456789", "12345678901234567890",
    "123456789012345678901234567890", "0.000000000000000000000000000000000000012345678901234567",
    "18446744073709551616", "36893488147419103232", "1.7976931348623157e308",
    "1.7976931348623159e308", "1e309", "-1e400", "4.9e-324", "2.4e-324", "1e-400",
    "2.2250738585072011e-308", "1e1000000000000", "1e-1000000000000", "0e1000000000000",
    "3.4028235677973366e38", "1.17549429e-38", "16777217", "5.0e-1", "1e0", "1e+0",
  ])
  func special(text: String) throws {
    try expectSame(text)
  }

  @Test func stopsAtWhiteSpace() {
    for separator in [" ", "\t", "\n", "\r", "\u{B}", "\u{C}"] {
      #expect(read("1.5\(separator)2") == (1.5, 3))
      #expect(read("12345678901234567890\(separator)2") == (1.2345678901234567e19, 20))
    }
    #expect(read("1.5x") == (nil, 0))
    #expect(read("") == (nil, 0))
  }

  @Test func randomNumbersInManyNotations() throws {
    var generator = SplitMix64(seed: 11)
    for round in 0..<20_000 {
      let mantissa = Double(generator.next() >> 11) * 0x1p-53 * 2 - 1
      let value = mantissa * pow(10, Double(generator.next(below: 40) - 20))
      // The published notation has eight digits; others have up to twenty.
      try expectSame(SmallHAR.notation(value))
      let digits = 1 + generator.next(below: 20)
      try expectSame(String(format: "%.\(digits)e", value))
      try expectSame(String(format: "%.\(digits)f", value))
      try expectSame(String(format: "%+.\(digits)G", value))
      try expectSame("\(value)")
      try expectSame("\(Float(value))")
      if round % 4 == 0 {
        let any = Double(bitPattern: generator.next())
        if any.isFinite {
          try expectSame("\(any)")
          try expectSame(String(format: "%.25e", any))
        }
        try expectSame("\(generator.next())e\(generator.next(below: 700) - 350)")
      }
    }
  }
}

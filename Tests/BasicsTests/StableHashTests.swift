import Basics
import Testing

@Suite struct StableHashTests {
  /// Test vectors of the FNV specification.
  @Test(arguments: [("", 0xcbf2_9ce4_8422_2325 as UInt64), ("foobar", 0x8594_4171_f739_67e8)])
  func hashesTo64BitsAsPublished(text: String, expected: UInt64) {
    #expect(stableHash64(text) == expected)
  }

  @Test func hashesTo128BitsAsPublished() {
    var hash = StableHash()
    "foobar".utf8CString.dropLast().withUnsafeBytes { hash.combine(bytes: $0) }
    #expect(hash.hexadecimal == "343e1662793c64bf6f0d3597ba446f18")
  }

  @Test func neighbouringTextsDoNotRunIntoEachOther() {
    var first = StableHash()
    first.combine("ab")
    first.combine("c")
    var second = StableHash()
    second.combine("a")
    second.combine("bc")
    #expect(first != second)
  }
}

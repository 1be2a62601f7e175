import Files
import Testing

@Suite struct ByteStreamTests {
  /// Pieces, of which none or many are needed, change nothing.
  @Test(arguments: [1, 7, 50, 1 << 26])
  func givesAllBytesOnce(pieceSize: Int) throws {
    try withTemporaryFolder { folder in
      let content = [UInt8](0..<100)
      try write(content, "\(folder)/bytes")
      let stream = PlainStream(try InputFile("\(folder)/bytes"))
      #expect(try stream.bytes(0, pieceSize: pieceSize).isEmpty)
      #expect(try stream.bytes(30, pieceSize: pieceSize) == Array(content[..<30]))
      #expect(try stream.bytes(1 << 40, pieceSize: pieceSize) == Array(content[30...]))
      #expect(try stream.bytes(1, pieceSize: pieceSize).isEmpty)
    }
  }

  @Test func anEmptyFileHasNone() throws {
    try withTemporaryFolder { folder in
      try write([], "\(folder)/bytes")
      #expect(try PlainStream(try InputFile("\(folder)/bytes")).bytes(10).isEmpty)
    }
  }
}

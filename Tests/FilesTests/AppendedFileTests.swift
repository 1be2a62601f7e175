import Files
import Testing

@Suite struct AppendedFileTests {
  @Test func beginsWithTheHeader() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/log"
      try AppendedFile.append("a\n", to: path, header: "name\n")
      try AppendedFile.append("b\n", to: path, header: "name\n")
      #expect(try contents(path) == Array("name\na\nb\n".utf8))
      #expect(
        failure { try AppendedFile.append("b", to: "\(folder)/no/log", header: "") }?.kind
          == .cannotCreate)
    }
  }
}

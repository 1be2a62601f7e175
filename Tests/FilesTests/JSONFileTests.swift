import Files
import Testing

@Suite struct JSONFileTests {
  private struct Content: Codable, Equatable {
    var name = "a/b"
    var values = [1.5, .infinity, -.infinity]
  }

  @Test func givesBackWhatWasWritten() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file.json"
      try JSONFile.write(Content(), to: path)
      #expect(try JSONFile.read(Content.self, from: path) == Content())
      let text = String(decoding: try contents(path), as: UTF8.self)
      #expect(text.hasPrefix("{\n  \"name\" : \"a/b\",") && text.hasSuffix("}\n"))
    }
  }

  @Test(arguments: [
    ("{", "something that is not JSON"), ("{}", "no 'name'"),
    (#"{"name": 1, "values": []}"#, "a 'name' of another type"),
    (#"{"name": "", "values": ["x"]}"#, "a 'values."),
    ("<html><body>Not found</body></html>", "an HTML page"),
  ])
  func namesWhatIsWrong(text: String, found: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file.json"
      try write(Array(text.utf8), path)
      let error = failure { _ = try JSONFile.read(Content.self, from: path) }
      #expect(error?.kind == .badData)
      #expect(error?.description.hasPrefix("\(path): found \(found)") == true)
    }
  }

  @Test func leaksNoErrorOfAnotherLibrary() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/none.json"
      #expect(
        failure { _ = try JSONFile.read(Content.self, from: path) } == .notFound(path: path))
      #expect(failure { _ = try JSONFile.read(Content.self, from: folder) }?.kind == .badData)
      #expect(
        failure { try JSONFile.write(1, to: "\(folder)/no/file.json") }?.kind == .cannotCreate)
    }
  }
}

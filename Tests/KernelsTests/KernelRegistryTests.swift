import KernelFiles
import Testing

/// Which files a program consists of, and the Swift file that embeds them.
@Suite struct KernelRegistryTests {
  private func file(_ stem: String, needs: String? = nil, code: String = "x") -> KernelFile {
    KernelFile(stem: stem, text: "// A file.\n" + (needs.map { "// Needs: \($0).\n" } ?? "") + code)
  }

  /// Each file comes after its needs, in their order and once.
  @Test func programs() throws {
    let registry = try KernelRegistry([
      file("Top", needs: "Right, Left"), file("Left", needs: "Base"), file("Base"),
      file("Right", needs: "Base"),
    ])
    #expect(registry.stems == ["Base", "Left", "Right", "Top"])
    #expect(registry.program("Top")?.map(\.stem) == ["Base", "Right", "Left", "Top"])
    #expect(registry.program("Base")?.map(\.stem) == ["Base"])
    #expect(registry.program("Other") == nil && registry.file("Other") == nil)
  }

  @Test func whatCannotBeIsRefused() {
    #expect(throws: KernelFileError.duplicate("A")) { try KernelRegistry([file("A"), file("A")]) }
    #expect(throws: KernelFileError.missing("B", neededBy: "A")) {
      try KernelRegistry([file("A", needs: "B")])
    }
    #expect(throws: KernelFileError.circular(["A", "A"])) {
      try KernelRegistry([file("A", needs: "A")])
    }
    #expect(throws: KernelFileError.circular(["B", "C", "B"])) {
      try KernelRegistry([file("A", needs: "B"), file("B", needs: "C"), file("C", needs: "B")])
    }
  }

  /// A message starts with the name of the file to mend.
  @Test(
    arguments: [
      KernelFileError.duplicate("A"), .needs("A"), .missing("B", neededBy: "A"),
      .circular(["A", "B", "A"]), .stem("A"), .text("A"),
    ])
  func messagesNameTheFile(_ error: KernelFileError) {
    #expect("\(error)".hasPrefix("A.cl: "))
  }

  @Test func swiftSource() throws {
    let registry = try KernelRegistry([file("Vectors"), file("MMATile", needs: "Vectors")])
    let source = try registry.swiftSource()
    #expect(
      source.contains(
        """
          package static let mmaTile = KernelSource(
            stem: "MMATile", including: [vectors],
            text: ##\"""
        // A file.
        // Needs: Vectors.
        x
        \"""##)
        """))
    #expect(source.contains("[\n    mmaTile,\n    vectors\n  ]"))
  }

  @Test(arguments: ["a\r\n", "\"\"\"##", "a \\##b"])
  func aTextThatNoLiteralHoldsIsRefused(_ code: String) throws {
    let registry = try KernelRegistry([file("A", code: code)])
    #expect(throws: KernelFileError.text("A")) { try registry.swiftSource() }
  }
}

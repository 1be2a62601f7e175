import KernelFiles
import Kernels
import Testing

/// The embedded kernel files.
@Suite struct KernelSourceTests {
  private static let files = KernelSource.all.flatMap { source in
    source.files.filter { $0.stem == source.stem }
  }

  /// The generated members include what the files say.
  @Test func membersAgreeWithTheFiles() throws {
    let registry = try KernelRegistry(Self.files)
    #expect(registry.stems == KernelSource.all.map(\.stem).sorted())
    for source in KernelSource.all {
      #expect(registry.program(source.stem) == source.files)
      #expect(source.program(from: registry) == source.program())
    }
  }

  /// Each file of a program follows a `#line`, so that a line of a file is the same line in a message.
  @Test func aProgramNamesItsFiles() {
    let lines = KernelSource.activate.program()
      .split(separator: "\n", omittingEmptySubsequences: false)
    let marks = lines.filter { $0.hasPrefix("#line") }
    #expect(
      marks == [
        "#line 1 \"Prelude.cl\"", "#line 1 \"Activation.cl\"", "#line 1 \"Activate.cl\"",
      ])
    for file in KernelSource.activate.files {
      let start = lines.firstIndex(of: "#line 1 \"\(file.stem).cl\"")
      let text = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(start.map { lines[($0 + 1)...].prefix(text.count).elementsEqual(text) } == true)
    }
    #expect(!KernelSource.activate.text.contains("#line"))
  }

  /// A source that is no file of the registry includes the registry's files.
  @Test func filesAreReplaced() throws {
    let source = KernelSource(stem: "Other", including: [.philox], text: "own")
    let philox = KernelFile(stem: "Philox", text: "// Needs: New.\nreplaced")
    let registry = try KernelRegistry([philox, KernelFile(stem: "New", text: "new")])
    let program = source.program(from: registry)
    #expect(program.hasPrefix("#line 1 \"Prelude.cl\"\n\(KernelSource.prelude.text)"))
    #expect(
      program.hasSuffix(
        """

        #line 1 "New.cl"
        new
        #line 1 "Philox.cl"
        // Needs: New.
        replaced
        #line 1 "Other.cl"
        own
        """))
  }
}

/// An OpenCL C file.
///
/// A file that needs others before it names them in its opening comment, in a sentence that starts a line
/// and ends one, here or on a line after it:
///
///     // Needs: Activation, Vectors.
package struct KernelFile: Sendable, Hashable {
  /// The file's name without its extension; it is unique in the package.
  package let stem: String
  package let text: String

  package init(stem: String, text: String) {
    self.stem = stem
    self.text = text
  }

  /// The stems of the files that come before this one, in this order.
  ///
  /// - Throws: `KernelFileError.needs` where the opening comment has the word "Needs" in another form.
  package var needs: [String] {
    get throws(KernelFileError) {
      let comment = text.split(separator: "\n", omittingEmptySubsequences: false)
        .prefix { $0.hasPrefix("//") }
      let lines = comment.drop { !$0.contains("Needs") }
      guard let first = lines.first else { return [] }
      var sentence = ""
      for line in lines {
        sentence += line.dropFirst(sentence.isEmpty ? 0 : 2)
        if line.hasSuffix(".") { break }
      }
      let start = "// Needs: "
      let stems = sentence.dropFirst(start.count).dropLast().split(separator: ", ").map(String.init)
      guard first.hasPrefix(start), sentence.hasSuffix("."), !stems.isEmpty,
        stems.allSatisfy({ $0.allSatisfy { $0.isLetter || $0.isNumber } }),
        !lines.dropFirst().contains(where: { $0.contains("Needs") })
      else { throw .needs(stem) }
      return stems
    }
  }
}

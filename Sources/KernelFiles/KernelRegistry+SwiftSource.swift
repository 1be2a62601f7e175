extension KernelRegistry {
  /// The Swift file that embeds the kernel files, as members of `KernelSource`.
  ///
  /// Texts are string literals: the compiler takes seconds for the same as an array of bytes.
  ///
  /// - Throws: `KernelFileError` for a stem that gives no member name, or a text that no literal can hold.
  package func swiftSource() throws(KernelFileError) -> String {
    var source = "// Generated from the .cl files; see EmbedKernels.\n\nextension KernelSource {\n"
    var members: [String] = []
    for stem in stems {
      guard let file = file(stem) else { continue }
      let member = try file.memberName
      var needs: [String] = []
      for need in try file.needs { needs.append(try self.file(need)?.memberName ?? need) }
      source += """
          package static let \(member) = KernelSource(
            stem: "\(stem)", including: [\(needs.joined(separator: ", "))],
            text: \(try Self.literal(file)))


        """
      members.append(member)
    }
    return source + """
        /// Every kernel file, by stem.
        package static let all: [KernelSource] = [
          \(members.joined(separator: ",\n    "))
        ]
      }

      """
  }

  /// The text as a raw literal of several lines, in which everything stands for itself.
  private static func literal(_ file: KernelFile) throws(KernelFileError) -> String {
    guard !file.text.utf8.contains(UInt8(ascii: "\r")), !file.text.contains("\"\"\"##"),
      !file.text.contains("\\##")
    else { throw .text(file.stem) }
    return "##\"\"\"\n\(file.text)\n\"\"\"##"
  }
}

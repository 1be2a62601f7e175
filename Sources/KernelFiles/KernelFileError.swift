/// Why kernel files cannot be embedded or read.
package enum KernelFileError: Error, Hashable, CustomStringConvertible {
  /// Two files have this stem.
  case duplicate(String)
  /// The file of this stem names what it needs in another form than `KernelFile` reads.
  case needs(String)
  case missing(String, neededBy: String)
  /// Each of these files needs the next one; the first is also the last.
  case circular([String])
  /// The file's stem starts with capitals that `KernelFile.memberName` cannot divide into words.
  case stem(String)
  /// The file's text has what a Swift literal cannot hold as it is.
  case text(String)

  package var description: String {
    switch self {
    case .duplicate(let stem):
      "\(stem).cl: two files have this name; choose another for one of them"
    case .needs(let stem):
      "\(stem).cl: write what it needs in its opening comment as '// Needs: Activation, Vectors.'"
    case .missing(let stem, let other): "\(other).cl: needs \(stem), but there is no \(stem).cl"
    case .circular(let stems):
      "\(stems.first ?? "").cl: needs itself (\(stems.joined(separator: " needs ")))"
    case .stem(let stem):
      "\(stem).cl: starts with an unknown abbreviation; add it to KernelFile.abbreviations"
    case .text(let stem): "\(stem).cl: has a carriage return, a \"\"\"## or a \\##"
    }
  }
}

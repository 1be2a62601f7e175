extension KernelFile {
  /// Abbreviations that are the first word of a stem.
  private static let abbreviations = ["KL", "LSTM", "MMA", "RMS"]

  /// The name of the file's `KernelSource`: the stem with its first word in lower case, or only the first
  /// letter where that word is no abbreviation.
  ///
  /// `MatrixProductMMA` gives `matrixProductMMA`, `LSTMGPU` gives `lstmGPU`, `KLDivergence` gives
  /// `klDivergence`.
  ///
  /// - Throws: `KernelFileError.stem` where the stem starts with another abbreviation.
  package var memberName: String {
    get throws(KernelFileError) {
      if let word = Self.abbreviations.first(where: stem.hasPrefix) {
        return word.lowercased() + stem.dropFirst(word.count)
      }
      guard stem.prefix(2).count(where: \.isUppercase) == 1 else { throw .stem(stem) }
      return stem.prefix(1).lowercased() + stem.dropFirst()
    }
  }
}

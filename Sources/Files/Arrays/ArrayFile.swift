/// Arrays in any of the formats that the package knows, told apart by their content.
public enum ArrayFile {
  /// Reads all arrays of a `.npy`, `.npz` or safetensors file, whatever its name is.
  ///
  /// - Throws: `badData` that says what the file is, where it is something else.
  public static func read(_ path: String) throws(FileError) -> [NamedArray] {
    let start = try PlainStream(InputFile(path)).bytes(FileSignature.length)
    switch FileSignature(start) {
    case .npy: return [try NpyFile.read(path)]
    case .zip: return try NpzFile.read(path)
    case .safetensors: return try SafetensorsFile(at: path).arrays()
    case let other:
      throw .badData(
        path: path, found: FileSignature.words(start), expected: "a .npy, .npz or safetensors file",
        advice: other?.advice ?? "save the array with numpy.save")
    }
  }
}

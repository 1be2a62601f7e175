/// Arrays in any of the formats that the package knows, told apart by their content.
public enum ArrayFile {
  /// Reads all arrays of a `.npy`, `.npz` or safetensors file, whatever its name is.
  public static func read(_ path: String) throws(FileError) -> [NamedArray] {
    let file = try InputFile(path)
    var region = FileRegion(file: file, offset: 0)
    let start = try region.bytes(min(4, file.size))
    switch start {
    case [0x93] + Array("NUM".utf8): return [try NpyFile.read(path)]
    case Array("PK\u{3}\u{4}".utf8), Array("PK\u{5}\u{6}".utf8): return try NpzFile.read(path)
    default: return try SafetensorsFile(at: path).arrays()
    }
  }
}

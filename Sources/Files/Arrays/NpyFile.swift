/// `.npy`, NumPy's format for one array.
///
/// Reads versions 1.0 to 3.0 in C order; Fortran order and structured types are refused.
public enum NpyFile {
  /// Reads the array of a `.npy` file; its name is empty.
  public static func read(_ path: String) throws(FileError) -> NamedArray {
    let file = try InputFile(path)
    if let other = try FileSignature(of: file), other != .npy {
      throw other.error(
        path: path, expected: "a .npy array", advice: "save the array with numpy.save")
    }
    var region = FileRegion(file: file, offset: 0)
    return try read(from: &region, byteCount: file.size, label: path, name: "")
  }

  /// Writes an array to a `.npy` file, atomically and durably; the name is not stored.
  public static func write(_ array: NamedArray, to path: String) throws(FileError) {
    try AtomicFile.write(to: path) { (file) throws(FileError) in
      try file.append(NpyHeader.bytes(for: array))
      try array.values.withBytes { (bytes) throws(FileError) in try file.append(bytes) }
    }
  }

  /// Reads an array of exactly `byteCount` bytes of the source.
  static func read(
    from source: inout some ByteSource, byteCount: Int, label: String, name: String
  ) throws(FileError) -> NamedArray {
    let header = try NpyHeader(from: &source, byteCount: byteCount, label: label)
    let values = try header.type.read(header.elementCount, from: &source)
    return NamedArray(name, shape: header.shape, values: values)
  }
}

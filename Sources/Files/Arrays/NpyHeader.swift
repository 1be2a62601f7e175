/// The checked header of a `.npy` array.
struct NpyHeader {
  let type: StoredType
  let shape: [Int]
  let elementCount: Int

  /// The bytes of the values.
  var valueBytes: Int { elementCount * type.byteWidth }

  /// Reads the header of an array of `byteCount` bytes and checks it against that size.
  ///
  /// Layout: `\x93NUMPY`, version (1.0 to 3.0), header length (2 or 4 bytes), a Python dictionary
  /// with `descr`, `fortran_order` and `shape`, values. `label` is what errors name.
  init(
    from source: inout some ByteSource, byteCount: Int, label: String
  ) throws(FileError) {
    func bad(
      _ found: String, _ expected: String, _ advice: String = "save it again with numpy.save"
    ) -> FileError {
      .badData(path: label, found: found, expected: expected, advice: advice)
    }
    guard byteCount >= 12 else { throw bad("\(byteCount) bytes", "a .npy array") }
    let start = try source.bytes(8)
    guard start.prefix(6).elementsEqual([0x93] + Array("NUMPY".utf8)) else {
      throw bad("other first bytes than \\x93NUMPY", "a .npy array")
    }
    guard 1...3 ~= start[6], start[7] == 0 else {
      throw bad("format version \(start[6]).\(start[7])", "version 1.0, 2.0 or 3.0")
    }
    let lengthBytes = start[6] == 1 ? 2 : 4
    let length = Int(littleEndian(try source.bytes(lengthBytes)))
    let offset = 8 + lengthBytes + length
    guard length <= 65_536, offset <= byteCount else {
      throw bad(
        "a header of \(length) bytes in \(byteCount) bytes", "a header inside the array's bytes")
    }
    let text = String(decoding: try source.bytes(length), as: UTF8.self)
    guard let fields = PythonDictionary(text) else {
      throw bad(
        "the header "
          + text.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(120),
        "a dictionary with descr, fortran_order and shape")
    }
    guard let type = StoredType(numpyName: fields.descr) else {
      throw bad(
        "element type '\(fields.descr)'",
        "one of \(StoredType.allCases.compactMap(\.numpyName).joined(separator: ", "))",
        Self.advice(descr: fields.descr))
    }
    // With one long axis at most, both orders are the same.
    guard !fields.fortranOrder || fields.shape.count(where: { $0 != 1 }) <= 1 else {
      throw bad("Fortran order", "C order", "save numpy.ascontiguousarray(array) instead")
    }
    guard let bytes = type.byteCount(shape: fields.shape) else {
      throw bad("shape \(fields.shape)", "dimensions whose product fits")
    }
    guard bytes == byteCount - offset else {
      throw bad(
        "\(byteCount - offset) bytes of values",
        "\(bytes) for '\(fields.descr)' of shape \(fields.shape)", "copy or make the file again")
    }
    self.type = type
    self.shape = fields.shape
    self.elementCount = bytes / type.byteWidth
  }

  /// What to do about an element type that is not read, by NumPy's letter for its kind.
  private static func advice(descr: String) -> String {
    switch descr.first(where: { !"<>|=".contains($0) }) {
    case "U", "S": "give texts numbers, for example with numpy.unique(array, return_inverse=True)"
    case "O": "make an array of numbers of these objects, all of one shape"
    case "c": "save the real and the imaginary part as two arrays"
    default: "convert it, for example with .astype('<f4')"
    }
  }

  /// The bytes before the values, as NumPy writes them: version 1.0, padded to 64 bytes.
  ///
  /// Version 2.0 is used where the dictionary does not fit version 1.0's two-byte length.
  static func bytes(for array: NamedArray) -> [UInt8] {
    let shape =
      array.shape.count == 1
      ? "(\(array.shape[0]),)" : "(\(array.shape.map(String.init).joined(separator: ", ")))"
    let type = StoredType(of: array.values).numpyName ?? ""
    var text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }".utf8)
    let lengthBytes = text.count + 75 < 65_536 ? 2 : 4
    while (8 + lengthBytes + text.count + 1) % 64 != 0 { text.append(UInt8(ascii: " ")) }
    text.append(UInt8(ascii: "\n"))
    return [0x93] + Array("NUMPY".utf8) + [lengthBytes == 2 ? 1 : 2, 0]
      + (0..<lengthBytes).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }
}

import Files

/// An array of samples that a model is to be applied to: in a `.npy`, `.npz` or safetensors file, or in
/// a folder of `.npy` files.
///
/// Values of `.npy` and `.npz` files stay there and are read by position.
package struct InputArray: Sendable {
  /// The type in which the values are stored.
  package enum Element: String, Sendable {
    case bool
    case byte = "uint8"
    case integer = "integer, other than uint8"
    case double = "float64"
    /// float32, float16 or bfloat16
    case single = "float32"
  }

  private enum Storage {
    case file(NpyRows)
    case memory(NamedArray)
  }

  package let path: String
  /// The dimensions, slowest first.
  package let shape: [Int]
  package let element: Element
  private let storage: Storage

  /// Opens the array.
  ///
  /// - Parameter keys: the names that the array may have among others, the first that is there; an
  ///   array that is alone may have any name.
  /// - Throws: `badData` for several arrays, for another kind of file, and for what is no array of
  ///   numbers; `notFound`.
  package init(_ path: String, keys: [String] = []) throws(DatasetError) {
    self.path = path
    storage = try DatasetError.files { () throws(FileError) in
      try Self.open(path, keys)
    }
    let values: NamedArray.Values
    switch storage {
    case .file(let rows):
      shape = rows.shape
      values = try DatasetError.files { () throws(FileError) in try rows.values(0..<1) }
    case .memory(let array):
      shape = array.shape
      values = array.values
    }
    element =
      switch values {
      case .bool: .bool
      case .uint8: .byte
      case .int32, .int64: .integer
      case .float64: .double
      case .float32: .single
      }
  }

  /// The array as samples: bytes are divided by 255, all other numbers are as they are.
  ///
  /// - Precondition: there are as many values of the shape behind the first axis.
  package func source(sampleShape: [Int]) -> any SampleSource {
    switch storage {
    case .file(let rows): return ArraySource(rows, sampleShape: sampleShape)
    case .memory(let array):
      if case .uint8(let bytes) = array.values {
        return MemoryArray(bytes, sampleShape: sampleShape)
      }
      return MemoryArray(array.convertedToFloat32(), sampleShape: sampleShape)
    }
  }

  private static func open(_ path: String, _ keys: [String]) throws(FileError) -> Storage {
    if FileKind.of(path) == .folder, !keys.isEmpty {
      let arrays = try StoredArrays(path)
      return .file(try arrays.rows(of: key(of: arrays.names, keys, path)))
    }
    let signature = try FileSignature(of: InputFile(path))
    guard signature == .npy || signature == .zip else {
      return .memory(try whole(path, keys))
    }
    let arrays = try StoredArrays(path)
    let name = arrays.container == .file ? "" : try key(of: arrays.fileNames, keys, path)
    do throws(FileError) {
      return .file(try arrays.rows(of: name))
    } catch {
      // An array without values has no rows that could be read by position.
      guard let array = try? whole(path, keys), array.values.count == 0 || array.shape.isEmpty
      else { throw error }
      return .memory(array)
    }
  }

  /// An array with all of its values.
  private static func whole(_ path: String, _ keys: [String]) throws(FileError) -> NamedArray {
    let arrays = try ArrayFile.read(path)
    let name = try key(of: arrays.map(\.name), keys, path)
    guard let array = arrays.first(where: { $0.name == name }) else {
      preconditionFailure("no array '\(name)' in \(path)")
    }
    return array
  }

  private static func key(
    of names: [String], _ keys: [String], _ path: String
  ) throws(FileError) -> String {
    if let key = keys.first(where: names.contains) { return key }
    guard names.count == 1 else {
      throw .badData(
        path: path,
        found: names.isEmpty
          ? "no array with a name of its own"
          : "\(names.count) arrays (\(names.joined(separator: ", ")))",
        expected: "one array" + (keys.first.map { ", or one called \($0)" } ?? ""),
        advice: "save the samples alone")
    }
    return names[0]
  }
}

extension StoredArrays {
  /// The names of the arrays in the order of the files.
  fileprivate var fileNames: [String] {
    let known = Set(names)
    return files.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
      .filter(known.contains)
  }
}

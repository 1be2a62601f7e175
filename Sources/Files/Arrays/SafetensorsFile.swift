import Foundation

/// A safetensors file whose header has been read and checked; the values are read on demand.
public struct SafetensorsFile {
  /// Strings that the writer has stored with the tensors.
  public let metadata: [String: String]
  private let tensors: [SafetensorsHeader.Tensor]
  private let file: InputFile

  /// Opens a file and checks its header completely: types, shapes, and that the tensors fill the
  /// file without overlap or hole.
  public init(at path: String) throws(FileError) {
    let file = try InputFile(path)
    let header = try SafetensorsHeader(file)
    self.file = file
    self.metadata = header.metadata
    self.tensors = header.tensors
  }

  /// The names of the tensors, in the order of their bytes in the file.
  public var names: [String] { tensors.map(\.name) }

  /// The shape of each tensor by name, known without reading any values.
  public var shapes: [String: [Int]] {
    Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
  }

  /// Reads one tensor; nil where the file has none of this name.
  public func array(_ name: String) throws(FileError) -> NamedArray? {
    guard let tensor = tensors.first(where: { $0.name == name }) else { return nil }
    return try read(tensor)
  }

  /// Reads all tensors, in the order of the file.
  public func arrays() throws(FileError) -> [NamedArray] {
    var result: [NamedArray] = []
    for tensor in tensors { result.append(try read(tensor)) }
    return result
  }

  private func read(_ tensor: SafetensorsHeader.Tensor) throws(FileError) -> NamedArray {
    var region = FileRegion(file: file, offset: tensor.offset)
    let values = try tensor.type.read(tensor.elementCount, from: &region)
    return NamedArray(tensor.name, shape: tensor.shape, values: values)
  }
}

extension SafetensorsFile {
  /// Writes arrays to a safetensors file, atomically and durably.
  ///
  /// Equal content gives equal bytes: tensors are ordered by element width, widest first, then by
  /// name, metadata by key, and the header is padded with spaces to a multiple of 8 bytes, so that
  /// every tensor is aligned to its element. The order is that of the reference library. Names must
  /// be unique and not `__metadata__`.
  public static func write(
    _ arrays: [NamedArray], metadata: [String: String] = [:], to path: String
  ) throws(FileError) {
    try write(arrays, metadata: metadata, to: path, on: FileSystem())
  }

  package static func write(
    _ arrays: [NamedArray], metadata: [String: String], to path: String, on fileSystem: FileSystem
  ) throws(FileError) {
    let ordered = arrays.sorted { first, second in
      let ranks = (
        StoredType(of: first.values).writingRank, StoredType(of: second.values).writingRank
      )
      guard ranks.0 == ranks.1 else { return ranks.0 > ranks.1 }
      return first.name.utf8.lexicographicallyPrecedes(second.name.utf8)
    }
    precondition(
      Set(arrays.map(\.name)).count == arrays.count
        && !arrays.contains { $0.name == "__metadata__" },
      "names of tensors must be unique and not __metadata__: \(ordered.map(\.name))")
    var header = try Array(headerText(ordered, metadata, path).utf8)
    while (8 + header.count) % 8 != 0 { header.append(UInt8(ascii: " ")) }
    try AtomicFile.write(to: path, on: fileSystem) { (file) throws(FileError) in
      try file.append((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) })
      try file.append(header)
      for array in ordered {
        try array.values.withBytes { (bytes) throws(FileError) in try file.append(bytes) }
      }
    }
  }

  private static func headerText(
    _ arrays: [NamedArray], _ metadata: [String: String], _ path: String
  ) throws(FileError) -> String {
    var parts: [String] = []
    if !metadata.isEmpty {
      var pairs: [String] = []
      for key in metadata.keys.sorted() {
        pairs.append(try "\(quoted(key, path)):\(quoted(metadata[key] ?? "", path))")
      }
      parts.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for array in arrays {
      let type = StoredType(of: array.values)
      let end = offset + array.values.count * type.byteWidth
      let shape = array.shape.map(String.init).joined(separator: ",")
      parts.append(
        try "\(quoted(array.name, path)):{\"dtype\":\"\(type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    return "{\(parts.joined(separator: ","))}"
  }

  private static func quoted(_ text: String, _ path: String) throws(FileError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    do {
      return String(decoding: try encoder.encode(text), as: UTF8.self)
    } catch {
      throw .inputOutput(path: path, operation: "encoding a name", reason: "\(error)")
    }
  }
}

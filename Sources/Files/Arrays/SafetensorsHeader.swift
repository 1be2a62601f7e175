import Foundation

/// The checked header of a safetensors file.
struct SafetensorsHeader {
  struct Tensor {
    let name: String
    let type: StoredType
    let shape: [Int]
    /// Offset of the first byte in the file.
    let offset: Int
    let elementCount: Int
  }

  let metadata: [String: String]
  /// In the order of their bytes in the file.
  let tensors: [Tensor]

  /// Reads and checks everything before the values; nothing larger than the header is held.
  ///
  /// Layout: 8 bytes header length n, n bytes of JSON, values. The values of the tensors must fill
  /// the rest of the file without overlap or hole.
  init(_ file: InputFile) throws(FileError) {
    let path = file.path
    let advice = "save the file again with a safetensors library"
    func bad(_ found: String, _ expected: String) -> FileError {
      .badData(path: path, found: found, expected: expected, advice: advice)
    }
    let beginning = try PlainStream(file).bytes(FileSignature.length)
    guard let signature = FileSignature(beginning), file.size >= 8 else {
      throw bad(FileSignature.words(beginning), "a safetensors file")
    }
    guard signature == .safetensors else {
      throw signature.error(path: path, expected: "a safetensors file", advice: advice)
    }
    var region = FileRegion(file: file, offset: 0)
    let stated = littleEndian(try region.bytes(8))
    guard stated <= 100_000_000, Int(stated) <= file.size - 8 else {
      throw bad(
        "a header length of \(stated) in a file of \(file.size) bytes",
        "a header inside the file and below 100 MB")
    }
    let start = 8 + Int(stated)
    let raw: RawSafetensorsHeader
    do {
      raw = try JSONDecoder().decode(
        RawSafetensorsHeader.self, from: Data(try region.bytes(Int(stated))))
    } catch let error as FileError {
      throw error
    } catch {
      throw bad(
        "a header that is not as the format says (\(Self.short(error)))",
        "JSON with dtype, shape and data_offsets for each tensor")
    }
    var tensors: [Tensor] = []
    var end = 0
    // A tensor without bytes comes before the one that begins at the same place.
    let ordered = raw.entries.sorted {
      ($0.entry.begin, $0.entry.end, $0.name) < ($1.entry.begin, $1.entry.end, $1.name)
    }
    for (name, entry) in ordered {
      guard let type = StoredType(rawValue: entry.dtype) else {
        throw bad(
          "dtype \(entry.dtype) in tensor '\(name)'",
          "one of \(StoredType.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      guard let bytes = type.byteCount(shape: entry.shape) else {
        throw bad("shape \(entry.shape) of tensor '\(name)'", "dimensions whose product fits")
      }
      guard entry.begin == end else {
        throw bad(
          "tensor '\(name)' at offset \(entry.begin)",
          "offset \(end), where the tensor before it ends")
      }
      guard entry.end >= entry.begin, entry.end - entry.begin == bytes else {
        throw bad(
          "offsets \(entry.begin) to \(entry.end) of tensor '\(name)'",
          "\(bytes) bytes for \(entry.dtype) \(entry.shape)")
      }
      guard entry.end <= file.size - start else {
        throw bad(
          "tensor '\(name)' that ends at offset \(entry.end)",
          "at most \(file.size - start), where the file ends")
      }
      end = entry.end
      tensors.append(
        Tensor(
          name: name, type: type, shape: entry.shape, offset: start + entry.begin,
          elementCount: bytes / type.byteWidth))
    }
    guard end == file.size - start else {
      throw bad("\(file.size - start) bytes of values", "\(end), where the last tensor ends")
    }
    self.metadata = raw.metadata
    self.tensors = tensors
  }

  private static func short(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      "no \(key.stringValue) at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "wrong type at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "not JSON"
        : "wrong value at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
    default: "not JSON"
    }
  }
}

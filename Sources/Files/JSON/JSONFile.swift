import Foundation

/// Codable values as JSON files: keys sorted, indented, written atomically.
package enum JSONFile {
  /// - Parameter durably: whether to wait until the file is on the disk.
  package static func write(
    _ value: some Encodable, to path: String, durably: Bool = true,
    on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")]
    } catch {
      throw .inputOutput(path: path, operation: "encoding", reason: "\(error)")
    }
    try AtomicFile.write(bytes, to: path, durably: durably, on: fileSystem)
  }

  package static func read<Value: Decodable>(
    _ type: Value.Type, from path: String
  ) throws(FileError) -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let data = Data(try InputFile(path).contents())
    do {
      return try decoder.decode(type, from: data)
    } catch {
      let other = FileSignature([UInt8](data.prefix(FileSignature.length)))
      throw .badData(
        path: path, found: other.flatMap { $0 == .text ? nil : $0.rawValue } ?? problem(error),
        expected: "the JSON that this program writes there",
        advice: other?.advice ?? "put back the file as it was written")
    }
  }

  /// A decoding error in a few words, with the key that it is about.
  private static func problem(_ error: any Error) -> String {
    func key(_ context: DecodingError.Context, _ last: [any CodingKey] = []) -> String {
      (context.codingPath + last).map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case DecodingError.keyNotFound(let missing, let context):
      return "no '\(key(context, [missing]))'"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      return "a '\(key(context))' of another type"
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "a '\(key(context))' that cannot be read (\(context.debugDescription))"
    default: return "something that is not JSON"
    }
  }
}

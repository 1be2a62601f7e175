/// Room for what libpng says of a failure.
struct PNGMessage {
  static let size = 200

  var characters = [CChar](repeating: 0, count: size)

  /// The characters before the first zero.
  var text: String {
    String(
      decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

import CZlib

/// Compression of bytes that are in memory.
enum Deflate {
  /// A zlib stream of the bytes, as small as zlib can make it.
  static func zlibStream(of bytes: [UInt8]) -> [UInt8] {
    let bound = compressBound(uLong(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(bound)) { buffer, count in
      var length = bound
      let status = compress2(
        buffer.baseAddress, &length, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
      // Within the bound, only a lack of memory is left to go wrong.
      precondition(status == Z_OK, "zlib status \(status) for \(bytes.count) bytes")
      count = Int(length)
    }
  }
}

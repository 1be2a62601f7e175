extension StoredType {
  /// Writes stored values as float32, rounded to nearest: booleans are 0 and 1, bytes 0 to 255.
  ///
  /// - Parameter values: memory that need not be initialised.
  /// - Precondition: there are as many stored values as `values`.
  func convert(_ bytes: UnsafeRawBufferPointer, to values: UnsafeMutableBufferPointer<Float>) {
    precondition(
      bytes.count == values.count * byteWidth,
      "\(bytes.count) bytes of \(self) for \(values.count) values")
    switch self {
    case .bool: fill(values, bytes) { (flag: UInt8) in flag == 0 ? 0 : 1 }
    case .uint8: fill(values, bytes) { (number: UInt8) in Float(number) }
    case .int8: fill(values, bytes) { (number: Int8) in Float(number) }
    case .int16: fill(values, bytes) { (number: Int16) in Float(number) }
    case .uint16: fill(values, bytes) { (number: UInt16) in Float(number) }
    case .int32: fill(values, bytes) { (number: Int32) in Float(number) }
    case .uint32: fill(values, bytes) { (number: UInt32) in Float(number) }
    case .int64: fill(values, bytes) { (number: Int64) in Float(number) }
    case .uint64: fill(values, bytes) { (number: UInt64) in Float(number) }
    case .float16: fill(values, bytes) { (bits: UInt16) in singlePrecision(half: bits) }
    case .bfloat16: fill(values, bytes) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
    case .float32: fill(values, bytes) { (number: Float) in number }
    case .float64: fill(values, bytes) { (number: Double) in Float(number) }
    }
  }
}

private func fill<Stored: BitwiseCopyable>(
  _ values: UnsafeMutableBufferPointer<Float>, _ bytes: UnsafeRawBufferPointer,
  _ convert: (Stored) -> Float
) {
  for index in values.indices {
    values[index] = convert(
      bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self))
  }
}

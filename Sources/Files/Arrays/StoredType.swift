/// An element type of a file; all are little-endian.
///
/// Types that the package does not compute with are widened on reading: float16 and bfloat16 to
/// float32, int8, int16 and uint16 to int32, uint32 and uint64 to int64.
enum StoredType: String, CaseIterable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case int16 = "I16"
  case uint16 = "U16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int32 = "I32"
  case uint32 = "U32"
  case float32 = "F32"
  case float64 = "F64"
  case int64 = "I64"
  case uint64 = "U64"

  /// The type in which values of the package are written.
  init(of values: NamedArray.Values) {
    self =
      switch values {
      case .float32: .float32
      case .float64: .float64
      case .int32: .int32
      case .int64: .int64
      case .uint8: .uint8
      case .bool: .bool
      }
  }

  /// The type that a `.npy` header names, in any way that NumPy takes for these bytes: `<u1` and
  /// `|u1`, `=f4` and `float32`; nil for big-endian and unknown types.
  init?(numpyName text: String) {
    let order = text.first.flatMap { "<>|=".contains($0) ? $0 : nil }
    let name = order == nil ? text : String(text.dropFirst())
    let match =
      Self.codes[name]
      ?? Self.allCases.first { type in
        guard let known = type.numpyName else { return false }
        // The cases have NumPy's names.
        return known.dropFirst() == name || order == nil && "\(type)" == name
      }
    guard let type = match, order != ">" || type.byteWidth == 1 else {
      return nil
    }
    self = type
  }

  /// The letters that NumPy has for its types beside their names, C's sizes being those of 64-bit Linux.
  private static let codes: [String: StoredType] = [
    "?": .bool, "b": .int8, "B": .uint8, "h": .int16, "H": .uint16, "i": .int32, "I": .uint32,
    "l": .int64, "L": .uint64, "q": .int64, "Q": .uint64, "e": .float16, "f": .float32,
    "d": .float64,
  ]

  /// The name in a `.npy` header, or nil where NumPy has no such type.
  var numpyName: String? {
    switch self {
    case .bool: "|b1"
    case .uint8: "|u1"
    case .int8: "|i1"
    case .int16: "<i2"
    case .uint16: "<u2"
    case .float16: "<f2"
    case .bfloat16: nil
    case .int32: "<i4"
    case .uint32: "<u4"
    case .float32: "<f4"
    case .float64: "<f8"
    case .int64: "<i8"
    case .uint64: "<u8"
    }
  }

  /// Bytes per element.
  var byteWidth: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// The rank in the order of tensors in a file: wide types first, so that each is aligned.
  var writingRank: Int {
    guard let rank = StoredType.allCases.firstIndex(of: self) else {
      preconditionFailure("\(self) is no case of StoredType")
    }
    return rank
  }

  /// The bytes of an array of this type and shape, or nil where that overflows.
  func byteCount(shape: [Int]) -> Int? {
    guard let count = elementCount(shape) else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: byteWidth)
    return overflow ? nil : bytes
  }

  /// Reads `count` values, whose number the caller has checked against the size of the file.
  func read(
    _ count: Int, from source: inout some ByteSource
  ) throws(FileError) -> NamedArray.Values {
    switch self {
    case .float32: return .float32(try elements(count, &source))
    case .float64: return .float64(try elements(count, &source))
    case .int32: return .int32(try elements(count, &source))
    case .int64: return .int64(try elements(count, &source))
    case .uint8: return .uint8(try elements(count, &source))
    case .bool:
      let values: [UInt8] = try elements(count, &source)
      return .bool(values.map { $0 != 0 })
    case .int8: return .int32(try widened(Int8.self, count, &source))
    case .int16: return .int32(try widened(Int16.self, count, &source))
    case .uint16: return .int32(try widened(UInt16.self, count, &source))
    case .uint32: return .int64(try widened(UInt32.self, count, &source))
    case .uint64:
      let values: [UInt64] = try elements(count, &source)
      guard values.allSatisfy({ $0 <= UInt64(Int64.max) }) else {
        throw .badData(
          path: source.path, found: "an unsigned 64-bit value above \(Int64.max)",
          expected: "values that fit 64 signed bits", advice: "save the array with another type")
      }
      return .int64(values.map { Int64($0) })
    case .float16:
      let values: [UInt16] = try elements(count, &source)
      return .float32(values.map(singlePrecision(half:)))
    case .bfloat16:
      let values: [UInt16] = try elements(count, &source)
      return .float32(values.map { Float(bitPattern: UInt32($0) << 16) })
    }
  }
}

/// Reads `count` little-endian elements.
private func elements<Element: BitwiseCopyable & ExpressibleByIntegerLiteral>(
  _ count: Int, _ source: inout some ByteSource
) throws(FileError) -> [Element] {
  var values = [Element](repeating: 0, count: count)
  // `withUnsafeMutableBytes` throws no typed error, so the error is passed around it.
  var failure: FileError?
  values.withUnsafeMutableBytes { bytes in
    do throws(FileError) {
      try source.read(into: bytes)
    } catch {
      failure = error
    }
  }
  if let failure { throw failure }
  return values
}

/// Reads `count` little-endian integers of a narrower type.
private func widened<Stored: FixedWidthInteger & BitwiseCopyable, Value: FixedWidthInteger>(
  _ type: Stored.Type, _ count: Int, _ source: inout some ByteSource
) throws(FileError) -> [Value] {
  let values: [Stored] = try elements(count, &source)
  return values.map { Value($0) }
}

/// The value of an IEEE 754 half-precision pattern, exact in float32.
func singlePrecision(half bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let exponent = UInt32(bits >> 10) & 0x1F
  let fraction = UInt32(bits & 0x3FF)
  switch exponent {
  case 0:
    // Zero or subnormal: fraction · 2⁻²⁴.
    let magnitude = Float(fraction) * 0x1p-24
    return sign == 0 ? magnitude : -magnitude
  case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
  default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
  }
}

extension NamedArray.Values {
  /// Calls `body` with the values as files store them: little-endian, without gaps.
  func withBytes(
    _ body: (UnsafeRawBufferPointer) throws(FileError) -> Void
  ) throws(FileError) {
    switch self {
    case .float32(let values): try values.withBytes(body)
    case .float64(let values): try values.withBytes(body)
    case .int32(let values): try values.withBytes(body)
    case .int64(let values): try values.withBytes(body)
    case .uint8(let values): try values.withBytes(body)
    case .bool(let values): try values.map { $0 ? 1 as UInt8 : 0 }.withBytes(body)
    }
  }
}

#if _endian(big)
  #error("the array files are little-endian and are copied byte by byte")
#endif

import Files

/// The type of the elements of a matrix file, by its magic number.
package enum MatrixElement: UInt32, Sendable, CaseIterable {
  /// 32-bit floating point.
  case single = 0x1E3D_4C51
  /// 64-bit floating point.
  case double = 0x1E3D_4C53
  /// 32-bit signed integers.
  case int = 0x1E3D_4C54
  /// Unsigned bytes.
  case byte = 0x1E3D_4C55
  /// 16-bit signed integers.
  case short = 0x1E3D_4C56

  /// Bytes of one element.
  package var size: Int {
    switch self {
    case .byte: 1
    case .short: 2
    case .single, .int: 4
    case .double: 8
    }
  }

  /// The format's sixth type, whose layout its definition leaves open.
  fileprivate static let packed: UInt32 = 0x1E3D_4C52

  /// The magic numbers, for messages.
  fileprivate static let list = allCases.map { "\($0) \(hexadecimal($0.rawValue))" }
    .joined(separator: ", ")
}

/// The header of a file in the binary matrix format that Small-NORB is published in.
///
/// All values are little-endian: the magic number, the number of dimensions as int32, then that
/// many int32 dimensions but at least three, of which those that are not used are 1. The elements
/// follow, the last dimension varying fastest.
package struct MatrixHeader: Sendable, Equatable {
  package let element: MatrixElement
  /// The dimensions, slowest first.
  package let shape: [Int]
  /// Bytes of all elements.
  package let dataSize: Int

  /// More dimensions than any file of this format needs.
  private static let dimensions = 1...8
  private static let leastFields = 3

  /// - Precondition: 1 to 8 dimensions, each positive and below 2³¹, whose bytes can be counted.
  package init(_ element: MatrixElement, shape: [Int]) {
    precondition(
      Self.dimensions.contains(shape.count) && shape.allSatisfy { 1...Int(Int32.max) ~= $0 },
      "dimensions \(shape) do not fit a matrix file")
    guard let dataSize = Self.size(shape, element) else {
      preconditionFailure("dimensions \(shape) have too large a product")
    }
    self.element = element
    self.shape = shape
    self.dataSize = dataSize
  }

  /// Bytes before the first element.
  package var size: Int { 8 + 4 * max(Self.leastFields, shape.count) }
  /// Bytes of the whole file.
  package var fileSize: Int { size + dataSize }

  /// The header as it is stored in a file.
  package var bytes: [UInt8] {
    let fields = shape + Array(repeating: 1, count: max(0, Self.leastFields - shape.count))
    let words = [element.rawValue, UInt32(shape.count)] + fields.map { UInt32($0) }
    return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }

  /// Reads a header from the first bytes of a file and checks every field.
  ///
  /// - Throws: `badData` for another magic number, a packed matrix, dimensions that are not
  ///   positive, unused ones that are not 1, a product that overflows or is more than a file of
  ///   this size can hold.
  init(_ stream: DatasetStream) throws(DatasetError) {
    let path = stream.path
    func bad(_ found: String, _ expected: String) -> DatasetError {
      .badData(path: path, found: found, expected: expected, advice: DatasetError.fetchAgain)
    }
    let start = try stream.bytes(8)
    if FileSignature(start) != .matrix {
      try stream.checkSignature(after: start, is: .matrix, expected: "a matrix file")
    }
    guard start.count == 8 else {
      throw bad("\(start.count) bytes", "a matrix file, which has at least 20")
    }
    let magic = littleEndian(start[0..<4])
    guard magic != MatrixElement.packed else {
      throw DatasetError.badData(
        path: path, found: "a packed matrix (magic number \(hexadecimal(magic)))",
        expected: "one of \(MatrixElement.list)", advice: "packed matrices are not read")
    }
    guard let element = MatrixElement(rawValue: magic) else {
      throw bad("magic number \(hexadecimal(magic))", "one of \(MatrixElement.list)")
    }
    let count = Int(Int32(bitPattern: littleEndian(start[4..<8])))
    guard Self.dimensions.contains(count) else {
      throw bad(
        "\(count) dimensions", "\(Self.dimensions.lowerBound) to \(Self.dimensions.upperBound)")
    }
    let fieldCount = max(Self.leastFields, count)
    let fieldBytes = try stream.bytes(4 * fieldCount)
    guard fieldBytes.count == 4 * fieldCount else {
      throw bad("\(8 + fieldBytes.count) bytes", "a header of \(8 + 4 * fieldCount)")
    }
    let fields = (0..<fieldCount).map {
      Int(Int32(bitPattern: littleEndian(fieldBytes[4 * $0..<4 * $0 + 4])))
    }
    let shape = Array(fields.prefix(count))
    guard fields.dropFirst(count).allSatisfy({ $0 == 1 }) else {
      throw bad("dimension fields \(fields) for \(count) dimensions", "unused ones that are 1")
    }
    guard shape.allSatisfy({ $0 > 0 }), let dataSize = Self.size(shape, element) else {
      throw bad("dimensions \(shape)", "positive dimensions whose product fits")
    }
    self.element = element
    self.shape = shape
    self.dataSize = dataSize
    guard dataSize <= stream.largestPossibleSize - size else {
      throw bad(
        "dimensions \(shape) of \(element), which need \(dataSize) bytes",
        "at most \(max(0, stream.largestPossibleSize - size)), all that a file of this size can "
          + "hold")
    }
  }

  /// The product of the dimensions and the element's size; nil where a file could not be so long.
  private static func size(_ shape: [Int], _ element: MatrixElement) -> Int? {
    var size = element.size
    for dimension in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      if overflow { return nil }
      size = product
    }
    return size <= Int.max - 1024 ? size : nil
  }
}

private func littleEndian(_ bytes: some BidirectionalCollection<UInt8>) -> UInt32 {
  bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
}

private func hexadecimal(_ number: UInt32) -> String {
  "0x" + String(number, radix: 16, uppercase: true)
}

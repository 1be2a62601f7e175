/// Samples in memory, one after the other, row-major.
public struct MemoryArray: SampleSource {
  private enum Storage {
    case bytes([UInt8])
    case floats([Float])
  }

  public let count: Int
  public let sampleShape: [Int]
  private let storage: Storage

  /// Samples of bytes, which models read divided by 255.
  ///
  /// - Precondition: the values are a whole number of samples.
  public init(_ values: [UInt8], sampleShape: [Int]) {
    self.init(.bytes(values), values.count, sampleShape)
  }

  /// Samples that models read as they are.
  ///
  /// - Precondition: the values are a whole number of samples.
  public init(_ values: [Float], sampleShape: [Int]) {
    self.init(.floats(values), values.count, sampleShape)
  }

  private init(_ storage: Storage, _ valueCount: Int, _ sampleShape: [Int]) {
    let size = sampleShape.reduce(1, *)
    precondition(
      size > 0 && valueCount.isMultiple(of: size), "\(valueCount) values of samples \(sampleShape)")
    self.storage = storage
    self.sampleShape = sampleShape
    count = valueCount / size
  }

  public var element: SampleElement {
    switch storage {
    case .bytes: .byte
    case .floats: .float
    }
  }

  public func read(
    rows: some Collection<Int>, into bytes: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) {
    guard case .bytes(let stored) = storage else {
      preconditionFailure("bytes asked of samples of floats")
    }
    copy(stored, rows, into: bytes) { $0 }
  }

  public func read(
    rows: some Collection<Int>, into values: UnsafeMutableBufferPointer<Float>
  ) throws(DatasetError) {
    switch storage {
    case .bytes(let stored): copy(stored, rows, into: values) { Float($0) / 255 }
    case .floats(let stored): copy(stored, rows, into: values) { $0 }
    }
  }

  @inline(__always)
  private func copy<Stored, Value>(
    _ stored: [Stored], _ rows: some Collection<Int>,
    into target: UnsafeMutableBufferPointer<Value>, _ value: (Stored) -> Value
  ) {
    let size = sampleShape.reduce(1, *)
    precondition(
      target.count == rows.count * size, "room for \(target.count) of \(rows.count * size) values")
    stored.withUnsafeBufferPointer { source in
      var next = 0
      for row in rows {
        precondition(0 <= row && row < count, "sample \(row) of \(count)")
        for index in row * size..<(row + 1) * size {
          target[next] = value(source[index])
          next += 1
        }
      }
    }
  }
}

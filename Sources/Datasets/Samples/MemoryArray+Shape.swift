extension MemoryArray {
  /// Bytes of an array whose first axis is that of the samples.
  ///
  /// - Throws: `usage` where the shape is not one of the kind, or of another number of values.
  init(_ values: [UInt8], shape: [Int], kind: SampleKind) throws(DatasetError) {
    self.init(
      values, sampleShape: try Self.sampleShape(shape, kind: kind, valueCount: values.count))
  }

  /// Floats of an array whose first axis is that of the samples.
  ///
  /// - Throws: `usage` where the shape is not one of the kind, or of another number of values.
  init(_ values: [Float], shape: [Int], kind: SampleKind) throws(DatasetError) {
    self.init(
      values, sampleShape: try Self.sampleShape(shape, kind: kind, valueCount: values.count))
  }

  private static func sampleShape(
    _ shape: [Int], kind: SampleKind, valueCount: Int
  ) throws(DatasetError) -> [Int] {
    let isGrey = kind == .image && shape.count == 3
    guard isGrey || shape.count == kind.rank + 1, shape.allSatisfy({ $0 > 0 }) else {
      throw .usage(
        setting: "shape", found: "\(shape)",
        expected: "[samples] and \(kind.axes) of kind \(kind), all above 0")
    }
    let size = shape.reduce(1) { (product: Int, length: Int) in
      let (result, overflow) = product.multipliedReportingOverflow(by: length)
      return overflow ? Int.max : result
    }
    guard size == valueCount else {
      throw .usage(
        setting: "shape", found: "\(shape)", expected: "a shape of the \(valueCount) values")
    }
    return Array(shape.dropFirst()) + (isGrey ? [1] : [])
  }
}

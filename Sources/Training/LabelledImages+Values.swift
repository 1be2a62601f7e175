public import Datasets

extension LabelledImages {
  /// The pixels of some images as a model reads them: divided by 255, one image after the other.
  ///
  /// - Throws: `DatasetError` where a file cannot be read.
  public func values(of rows: some Collection<Int>) throws(DatasetError) -> [Float] {
    let size = valuesPerImage
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
    defer { bytes.deallocate() }
    return try [Float](count: rows.count * size) { (values) throws(DatasetError) in
      guard let source = bytes.baseAddress, var target = values.baseAddress else { return }
      for row in rows {
        try read(row, into: bytes)
        // A plain loop over pointers, which becomes vector instructions.
        for element in 0..<size { target[element] = Float(source[element]) / 255 }
        target += size
      }
    }
  }
}

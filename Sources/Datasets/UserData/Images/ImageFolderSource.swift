import Files

/// The pictures of one part of a data set in folders, decoded when they are first read.
///
/// Several pictures are decoded on several threads.
package struct ImageFolderSource: SampleSource {
  private let images: ImageFiles
  private let rows: Range<Int>

  init(_ images: ImageFiles, rows: Range<Int>) {
    self.images = images
    self.rows = rows
  }

  /// The training part of a folder.
  ///
  /// - Throws: as `UserDataset.load`.
  package init(_ path: String, keeping limits: ImageCache.Limits) throws(DatasetError) {
    let train = try ImageFolderReader.read(path, UserDataOptions(), keeping: limits).train
    guard let source = train.source as? ImageFolderSource else {
      preconditionFailure("\(path): a folder of pictures is read from \(type(of: train.source))")
    }
    self = source
  }

  package var count: Int { rows.count }
  package var sampleShape: [Int] {
    [images.format.height, images.format.width, images.format.channels]
  }
  /// Values of 16 bits are read divided by 65,535.
  package var element: SampleElement { images.format.bytesPerValue == 1 ? .byte : .float }

  package func read(
    rows: some Collection<Int>, into bytes: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) {
    precondition(element == .byte, "the pictures have 16 bits")
    let (images, size) = (images, images.format.byteCount)
    let rows = imageRows(rows)
    precondition(bytes.count == rows.count * size, "a buffer of \(bytes.count) bytes")
    // Each thread writes its own pictures only.
    nonisolated(unsafe) let target = UnsafeMutableRawBufferPointer(bytes)
    try inParallelRanges(of: rows.count, workers: images.workers(for: rows)) {
      (places) throws(DatasetError) in
      for place in places {
        let picture = target[place * size..<(place + 1) * size]
        try images.read(rows[place], into: UnsafeMutableRawBufferPointer(rebasing: picture))
      }
    }
  }

  package func read(
    rows: some Collection<Int>, into values: UnsafeMutableBufferPointer<Float>
  ) throws(DatasetError) {
    let (images, format) = (images, images.format)
    let rows = imageRows(rows)
    precondition(
      values.count == rows.count * format.valueCount, "a buffer of \(values.count) values")
    // Each thread writes its own pictures only.
    nonisolated(unsafe) let target = values
    try inParallelRanges(of: rows.count, workers: images.workers(for: rows)) {
      (places) throws(DatasetError) in
      let picture = UnsafeMutableRawBufferPointer.allocate(
        byteCount: format.byteCount, alignment: MemoryLayout<UInt16>.alignment)
      defer { picture.deallocate() }
      for place in places {
        try images.read(rows[place], into: picture)
        let own = target[place * format.valueCount..<(place + 1) * format.valueCount]
        Self.scale(UnsafeRawBufferPointer(picture), into: UnsafeMutableBufferPointer(rebasing: own))
      }
    }
  }

  /// Divides values of 8 bits by 255, of 16 bits by 65,535.
  private static func scale(
    _ picture: UnsafeRawBufferPointer, into values: UnsafeMutableBufferPointer<Float>
  ) {
    guard let target = values.baseAddress, let source = picture.baseAddress else { return }
    // The compiler vectorises loops over plain pointers.
    if picture.count == values.count {
      let bytes = source.assumingMemoryBound(to: UInt8.self)
      for element in 0..<values.count { target[element] = Float(bytes[element]) / 255 }
    } else {
      let words = source.assumingMemoryBound(to: UInt16.self)
      for element in 0..<values.count { target[element] = Float(words[element]) / 65_535 }
    }
  }

  private func imageRows(_ rows: some Collection<Int>) -> [Int] {
    rows.map { row in
      precondition(0 <= row && row < count, "picture \(row) of \(count)")
      return self.rows.lowerBound + row
    }
  }
}

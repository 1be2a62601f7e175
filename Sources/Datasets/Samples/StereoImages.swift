/// The pairs of a matrix file [count, 2, height, width], read by position.
///
/// A pair becomes one image of two channels: 0 is the left camera, 1 the right one.
struct StereoImages: ImageSource {
  let count: Int
  let height: Int
  let width: Int
  let channels = 2
  private let file: MatrixFile

  /// - Precondition: the file holds bytes in the shape above.
  init(_ file: MatrixFile) {
    precondition(
      file.header.element == .byte && file.shape.count == 4 && file.shape[1] == 2,
      "\(file.path) holds no pairs of images")
    count = file.shape[0]
    height = file.shape[2]
    width = file.shape[3]
    self.file = file
  }

  func read(_ row: Int, into image: UnsafeMutableBufferPointer<UInt8>) throws(DatasetError) {
    precondition(image.count == valuesPerImage, "a buffer of \(image.count) bytes")
    let planes = UnsafeMutableRawBufferPointer.allocate(byteCount: valuesPerImage, alignment: 16)
    defer { planes.deallocate() }
    try file.read(row..<row + 1, into: planes)
    guard let left = planes.baseAddress, let target = UnsafeMutableRawPointer(image.baseAddress)
    else { preconditionFailure("\(file.path) holds images without pixels") }
    let size = height * width
    let right = left + size
    // A pixel's two bytes are stored as one 16-bit value: the compiler vectorises this loop.
    for pixel in 0..<size {
      let pair =
        UInt16((left + pixel).load(as: UInt8.self))
        | UInt16((right + pixel).load(as: UInt8.self)) &<< 8
      (target + 2 &* pixel).storeBytes(of: pair.littleEndian, as: UInt16.self)
    }
  }
}

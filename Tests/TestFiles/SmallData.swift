import Foundation

/// The four files of a small data set in MNIST's form, uncompressed.
package struct SmallData {
  package static let trainCount = 60
  package static let testCount = 20

  /// Content by file name; change it to make files wrong.
  package var files: [String: [UInt8]]

  package init() {
    files = [
      "train-images-idx3-ubyte": Self.images(Self.trainCount),
      "train-labels-idx1-ubyte": Self.idx([Self.trainCount], Self.labels(Self.trainCount)),
      "t10k-images-idx3-ubyte": Self.images(Self.testCount),
      "t10k-labels-idx1-ubyte": Self.idx([Self.testCount], Self.labels(Self.testCount)),
    ]
  }

  /// Writes the files into `folder/mnist`, or as another data set of this form.
  package func write(to folder: String, as dataset: String = "mnist") throws {
    let place = URL(fileURLWithPath: folder).appendingPathComponent(dataset)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for (name, bytes) in files { try Data(bytes).write(to: place.appendingPathComponent(name)) }
  }

  /// An IDX file of unsigned bytes.
  package static func idx(_ shape: [Int], _ values: [UInt8], magic: Int? = nil) -> [UInt8] {
    ([magic ?? 0x800 + shape.count] + shape).flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    } + values
  }

  package static func labels(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 10) } }

  /// A bar for each image at the place of its label.
  package static func images(_ count: Int) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: count * 784)
    for image in 0..<count {
      let column = 2 * (image % 10) + 3
      for row in 4..<24 { pixels[image * 784 + row * 28 + column] = UInt8(200 + image % 50) }
    }
    return idx([count, 28, 28], pixels)
  }
}

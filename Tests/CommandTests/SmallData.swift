import Foundation

/// The four files of a small data set in MNIST's form, uncompressed.
struct SmallData {
  static let trainCount = 60
  static let testCount = 20

  /// Content by file name; change it to make files wrong.
  var files: [String: [UInt8]]

  init() {
    files = [
      "train-images-idx3-ubyte": Self.images(Self.trainCount),
      "train-labels-idx1-ubyte": Self.idx([Self.trainCount], Self.labels(Self.trainCount)),
      "t10k-images-idx3-ubyte": Self.images(Self.testCount),
      "t10k-labels-idx1-ubyte": Self.idx([Self.testCount], Self.labels(Self.testCount)),
    ]
  }

  /// Writes the files into `folder/mnist`.
  func write(to folder: String) throws {
    let place = URL(fileURLWithPath: folder).appendingPathComponent("mnist")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for (name, bytes) in files { try Data(bytes).write(to: place.appendingPathComponent(name)) }
  }

  /// An IDX file of unsigned bytes.
  static func idx(_ shape: [Int], _ values: [UInt8], magic: Int? = nil) -> [UInt8] {
    ([magic ?? 0x800 + shape.count] + shape).flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    } + values
  }

  static func labels(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 10) } }

  /// A bar for each image at the place of its label.
  static func images(_ count: Int) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: count * 784)
    for image in 0..<count {
      let column = 2 * (image % 10) + 3
      for row in 4..<24 { pixels[image * 784 + row * 28 + column] = UInt8(200 + image % 50) }
    }
    return idx([count, 28, 28], pixels)
  }
}

/// Arguments of a training run that is over in a moment, without any OpenCL device.
func training(_ folder: String, run: String = "run", _ more: String...) -> [String] {
  [
    "train", "mnist", "--data", folder, "--device", "host", "--run", "\(folder)/\(run)",
    "--set", "width=0.03125", "--batch-size", "16",
  ] + more
}

import Basics
import Graphs
import Operations
import Testing

/// A convolution to test: image, kernel, stride, padding and groups.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
  let image: Shape
  let kernel: Shape
  let stride: Int
  let padding: ConvolutionPadding
  let groups: Int

  init(
    _ image: Shape, _ kernel: Shape, stride: Int = 1, padding: ConvolutionPadding = .same,
    groups: Int = 1
  ) {
    self.image = image
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
  }

  var testDescription: String {
    "\(image) * \(kernel) stride \(stride) \(padding) groups \(groups)"
  }

  /// The shape of the feature side, from the operation's own rule.
  func features() throws(ShapeError) -> Shape {
    try Convolution(stride: stride, padding: padding, groups: groups).outputs([
      TensorSpec(image), TensorSpec(kernel),
    ])[0].shape
  }

  /// A record with these choices for the operation of that name.
  func tuning(_ operation: String, _ choices: [String: Int]) throws(ShapeError) -> TuningRecord {
    let features = try features()
    let key =
      "\(operation) \(image[0])x\(image[1])x\(image[2])x\(image[3]) "
      + "\(features[1])x\(features[2])x\(features[3]) k\(kernel[0])x\(kernel[1]) s\(stride)"
      + (groups == 1 ? "" : " g\(groups) grouped")
    return TuningRecord(entries: [key: choices])
  }

  /// A record that chooses Winograd's algorithm with `points` points.
  func winograd(_ operation: String, points: Int) throws(ShapeError) -> TuningRecord {
    try tuning(operation, ["winograd": points])
  }

  /// Odd extents, channels of 1, 17 and 257, windows larger than the image, uneven strides.
  static let odd = [
    ConvolutionCase([1, 1, 1, 1], [3, 3, 1, 1]),
    ConvolutionCase([2, 9, 11, 3], [3, 3, 3, 5]),
    ConvolutionCase([2, 8, 13, 17], [3, 5, 17, 33], stride: 2),
    ConvolutionCase([1, 17, 17, 1], [3, 3, 1, 17]),
    ConvolutionCase([1, 5, 5, 257], [3, 3, 257, 7], stride: 2),
    ConvolutionCase([1, 4, 6, 4], [2, 2, 4, 257]),
    ConvolutionCase([3, 7, 7, 1], [1, 1, 1, 40], stride: 2),
    ConvolutionCase([1, 9, 9, 6], [2, 3, 6, 20], stride: 3),
    ConvolutionCase([2, 11, 12, 16], [3, 3, 16, 16], stride: 2, padding: .valid),
    ConvolutionCase([2, 10, 9, 5], [4, 3, 5, 48], padding: .valid),
  ]

  /// The layers of the MNIST and Small-NORB models, deconvolutions as the convolutions whose input
  /// gradient they are; batches of 3 or less.
  static let models = [
    ConvolutionCase([3, 28, 28, 1], [3, 3, 1, 64]),
    ConvolutionCase([1, 28, 28, 64], [3, 3, 64, 64]),
    ConvolutionCase([2, 28, 28, 64], [3, 3, 64, 64], stride: 2),
    ConvolutionCase([2, 28, 28, 1], [1, 1, 1, 64]),
    ConvolutionCase([1, 96, 96, 2], [7, 7, 2, 32], stride: 2),
    ConvolutionCase([2, 48, 48, 32], [7, 7, 32, 32], stride: 2),
    ConvolutionCase([1, 24, 24, 32], [7, 7, 32, 64], stride: 2),
    ConvolutionCase([3, 12, 12, 64], [7, 7, 64, 64], stride: 2),
    ConvolutionCase([1, 96, 96, 2], [7, 7, 2, 32]),
  ]

  /// Convolutions that Winograd's algorithm supports: odd and even extents, both paddings and strides,
  /// three and four taps per phase, every number of vectors of channels, work-items whose last tiles are
  /// incomplete.
  static let winograd = [
    ConvolutionCase([9, 13, 9, 16], [3, 3, 16, 48]),
    ConvolutionCase([3, 21, 22, 48], [3, 3, 48, 16], padding: .valid),
    ConvolutionCase([2, 25, 24, 16], [4, 4, 16, 32]),
    ConvolutionCase([5, 31, 29, 32], [7, 7, 32, 16], stride: 2),
    ConvolutionCase([6, 28, 31, 16], [5, 6, 16, 64], stride: 2, padding: .valid),
  ]

  /// Convolutions whose forward pass loads spans of four values: two channels at stride 2, four at stride
  /// 1, with rows and columns that end within a patch on each side, and within an image.
  static let winogradRuns = [
    ConvolutionCase([3, 45, 42, 2], [7, 7, 2, 32], stride: 2),
    ConvolutionCase([2, 29, 33, 4], [3, 3, 4, 48], padding: .valid),
    ConvolutionCase([3, 44, 43, 2], [5, 6, 2, 16], stride: 2, padding: .valid),
    ConvolutionCase([5, 17, 19, 4], [4, 4, 4, 16]),
  ]

  /// With the points of the transform: 4 only where a tile then has more than one result.
  static let transforms = points(winograd)
  static let runTransforms = points(winogradRuns)

  private static func points(_ convolutions: [ConvolutionCase]) -> [(ConvolutionCase, Int)] {
    convolutions.flatMap { one in
      let taps = one.kernel[0].dividedRoundingUp(by: one.stride)
      return (taps == 3 ? [4, 6] : [6]).map { (one, $0) }
    }
  }

  /// Tiles of the GPU family's implicit GEMM (M, N, K of a K-tile), each with a convolution: multiples of
  /// four channels on both sides, on one, on neither; several phases.
  static let tiled = zip(
    (0..<8).map { [wholeFours, halfFours, noFours][$0 % 3] },
    [
      (128, 128, 8), (128, 16, 8), (16, 16, 16), (64, 128, 16), (64, 32, 8), (32, 64, 16),
      (128, 64, 16), (16, 128, 8),
    ])
  private static let wholeFours = ConvolutionCase([2, 9, 7, 8], [3, 5, 8, 36], stride: 2)
  private static let halfFours = ConvolutionCase([1, 8, 9, 20], [2, 3, 20, 21])
  private static let noFours = ConvolutionCase(
    [2, 7, 9, 7], [1, 3, 7, 25], stride: 3, padding: .valid)

  /// Few channels on one side: each number of them, windows of one tap and of the most, phases, images
  /// smaller and larger than a tile, more channels than a tile on the other side.
  static let few = [
    ConvolutionCase([2, 35, 37, 1], [1, 1, 1, 9]),
    ConvolutionCase([1, 19, 67, 2], [7, 7, 2, 32], stride: 2),
    ConvolutionCase([1, 5, 9, 3], [8, 8, 3, 70]),
    ConvolutionCase([2, 21, 18, 4], [3, 2, 4, 5], stride: 2, padding: .valid),
    ConvolutionCase([1, 12, 13, 23], [3, 3, 23, 2], stride: 2),
    ConvolutionCase([1, 33, 10, 40], [5, 4, 40, 3]),
    ConvolutionCase([1, 9, 9, 12], [3, 7, 12, 4], stride: 3),
  ]

  /// For Winograd's algorithm on the GPU family: odd and even extents, both paddings, channels that end
  /// within a block and within a K-tile's four, an image smaller than a tile.
  static let winogradGPU = [
    ConvolutionCase([5, 13, 9, 16], [3, 3, 16, 48]),
    ConvolutionCase([3, 12, 17, 40], [3, 3, 40, 8], padding: .valid),
    ConvolutionCase([2, 1, 2, 8], [3, 3, 8, 40]),
  ]

  /// Small ones of each kind, for central differences of the host evaluation.
  static let small = [
    ConvolutionCase([2, 4, 3, 2], [3, 3, 2, 3]),
    ConvolutionCase([1, 5, 4, 1], [3, 2, 1, 2], stride: 2),
    ConvolutionCase([1, 5, 6, 2], [3, 3, 2, 2], stride: 2, padding: .valid),
  ]
}

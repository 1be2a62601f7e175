import Graphs
import Operations
import Testing

/// A convolution to test: its image, its kernel and how the window moves.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
  let image: Shape
  let kernel: Shape
  let stride: Int
  let padding: ConvolutionPadding

  init(
    _ image: Shape, _ kernel: Shape, stride: Int = 1, padding: ConvolutionPadding = .same
  ) {
    self.image = image
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  var testDescription: String { "\(image) * \(kernel) stride \(stride) \(padding)" }

  /// The shape of the feature side, from the operation's own rule.
  func features() throws(ShapeError) -> Shape {
    try Convolution(stride: stride, padding: padding).outputs([
      TensorSpec(image), TensorSpec(kernel),
    ])[0].shape
  }

  /// A record that asks for Winograd's algorithm with `points` points.
  func winograd(_ operation: String, points: Int) throws(ShapeError) -> TuningRecord {
    let features = try features()
    let key =
      "\(operation) \(image[0])x\(image[1])x\(image[2])x\(image[3]) "
      + "\(features[1])x\(features[2])x\(features[3]) k\(kernel[0])x\(kernel[1]) s\(stride)"
    return TuningRecord(entries: [key: ["winograd": points]])
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

  /// Those that Winograd's algorithm computes: odd and even extents, both paddings and strides, three
  /// and four taps a phase, every number of vectors of channels, tiles that end within a share.
  static let winograd = [
    ConvolutionCase([9, 13, 9, 16], [3, 3, 16, 48]),
    ConvolutionCase([3, 21, 22, 48], [3, 3, 48, 16], padding: .valid),
    ConvolutionCase([2, 25, 24, 16], [4, 4, 16, 32]),
    ConvolutionCase([5, 31, 29, 32], [7, 7, 32, 16], stride: 2),
    ConvolutionCase([6, 28, 31, 16], [5, 6, 16, 64], stride: 2, padding: .valid),
  ]

  /// With the points of the transform: 4 where a tile of more than one result is left.
  static let transforms = winograd.flatMap { one in
    let taps = (one.kernel[0] + one.stride - 1) / one.stride
    return (taps == 3 ? [4, 6] : [6]).map { (one, $0) }
  }

  /// Small ones of each kind, for differences of the host evaluation.
  static let small = [
    ConvolutionCase([2, 4, 3, 2], [3, 3, 2, 3]),
    ConvolutionCase([1, 5, 4, 1], [3, 2, 1, 2], stride: 2),
    ConvolutionCase([1, 5, 6, 2], [3, 3, 2, 2], stride: 2, padding: .valid),
  ]
}

/// What may follow a convolution in its kernel.
struct EpilogueCase: Sendable, CustomTestStringConvertible {
  let hasBias: Bool
  let activation: Activation
  let gate: Activation?

  var testDescription: String {
    "bias \(hasBias), activation \(activation), gate \(gate.map { "\($0)" } ?? "none")"
  }

  static let all =
    Activation.allCases.map { EpilogueCase(hasBias: true, activation: $0, gate: nil) }
    + Activation.allCases.map {
      EpilogueCase(hasBias: $0 == .tanh, activation: .identity, gate: $0)
    }

  /// Each with a number of target channels: few, an odd number, whole vectors.
  static let withChannels = zip(all, (0..<all.count).map { [3, 19, 64][$0 % 3] })

  /// The inputs behind the operands, for a result of this shape; gates are outputs of activations.
  func inputs(_ result: Shape, _ random: inout TestRandom) -> [HostTensor<Double>] {
    (hasBias ? [random.tensor([result.last])] : [])
      + (gate == nil ? [] : [random.tensor(result, in: 0.1...0.9)])
  }
}

extension TestTarget {
  /// The targets without the narrower vector width, for shapes whose kernels compile slowly.
  static var full: [TestTarget] { all.filter { $0.vectorWidth == nil } }
}

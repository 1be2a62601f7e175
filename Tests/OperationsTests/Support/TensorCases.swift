import Execution
import Graphs
import Operations

extension HostTensor<Double> {
  /// These values as TF32 holds them, so that a kernel for tensor cores has nothing to round.
  var roundedToTF32: HostTensor<Double> {
    HostTensor(values.map { Double(Float($0).roundedToTF32) }, shape: shape)
  }
}

enum TensorCases {
  /// For operands that TF32 holds: products are exact then, and what is left is the rounding of float32
  /// sums, which tensor cores cut off.
  static let exactTolerance = 3e-5
  /// For operands of float32: half a place of the last of TF32's bits from either.
  static let roundedTolerance = 0x1p-10

  /// The choices of every tile.
  static let tiles = [(128, 128), (128, 64), (64, 64), (128, 32), (64, 32)].map {
    ["tileRows": $0.0, "tileColumns": $0.1]
  }

  /// Convolutions between numbers of channels that suit: odd extents, windows larger than a class of
  /// pixels, uneven strides, K-tiles that reach over several taps, classes without taps.
  static let convolutions = [
    ConvolutionCase([2, 9, 11, 8], [3, 3, 8, 12]),
    ConvolutionCase([2, 8, 13, 20], [3, 5, 20, 36], stride: 2),
    ConvolutionCase([2, 9, 9, 12], [2, 3, 12, 20], stride: 3),
    ConvolutionCase([2, 11, 12, 16], [3, 3, 16, 72], stride: 2, padding: .valid),
    ConvolutionCase([3, 7, 7, 16], [1, 1, 16, 40], stride: 2),
    ConvolutionCase([1, 24, 24, 32], [7, 7, 32, 32], stride: 2),
  ]
}

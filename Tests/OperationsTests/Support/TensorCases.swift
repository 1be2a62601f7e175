import Execution
import Graphs
import Operations

extension HostTensor<Double> {
  /// These values rounded to TF32, so that a kernel for tensor cores rounds no operand.
  var roundedToTF32: HostTensor<Double> {
    HostTensor(values.map { Double(Float($0).roundedToTF32) }, shape: shape)
  }
}

enum TensorCases {
  /// For operands that are exact in TF32: products are exact, and float32 accumulation remains, in which
  /// tensor cores truncate.
  static let exactTolerance = 3e-5
  /// For float32 operands: half a unit in the last place of TF32 from each.
  static let roundedTolerance = 0x1p-10

  /// The tuning choices of all tiles.
  static let tiles = [(128, 128), (128, 64), (64, 64), (128, 32), (64, 32)].map {
    ["tileRows": $0.0, "tileColumns": $0.1]
  }

  /// Convolutions with numbers of channels that tensor cores support: odd extents, windows larger than a
  /// phase of pixels, uneven strides, K-tiles that span several taps, phases without taps.
  static let convolutions = [
    ConvolutionCase([2, 9, 11, 8], [3, 3, 8, 12]),
    ConvolutionCase([2, 8, 13, 20], [3, 5, 20, 36], stride: 2),
    ConvolutionCase([2, 9, 9, 12], [2, 3, 12, 20], stride: 3),
    ConvolutionCase([2, 11, 12, 16], [3, 3, 16, 72], stride: 2, padding: .valid),
    ConvolutionCase([3, 7, 7, 16], [1, 1, 16, 40], stride: 2),
    ConvolutionCase([1, 24, 24, 32], [7, 7, 32, 32], stride: 2),
  ]
}

import Graphs
import Operations
import Testing

/// An epilogue of a convolution: bias, activation, gate.
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

  /// One without a gate and one with, for kernels that compile slowly.
  static let two = [
    EpilogueCase(hasBias: true, activation: .relu, gate: nil),
    EpilogueCase(hasBias: true, activation: .identity, gate: .tanh),
  ]

  /// Each with a number of target channels: few, an odd number, whole vectors.
  static let withChannels = zip(all, (0..<all.count).map { [3, 19, 64][$0 % 3] })

  /// A convolution with stride 1 and this epilogue.
  var convolution: Convolution {
    Convolution(hasBias: hasBias, activation: activation, gate: gate)
  }

  /// An input gradient with this epilogue.
  func inputGradient(
    stride: Int = 1, imageHeight: Int, imageWidth: Int
  ) -> ConvolutionInputGradient {
    ConvolutionInputGradient(
      stride: stride, imageHeight: imageHeight, imageWidth: imageWidth, hasBias: hasBias,
      activation: activation, gate: gate)
  }

  /// The inputs after the operands, for a result of this shape; gates are outputs of activations.
  func inputs(_ result: Shape, _ random: inout TestRandom) -> [HostTensor<Double>] {
    (hasBias ? [random.tensor([result.last])] : [])
      + (gate == nil ? [] : [random.tensor(result, in: 0.1...0.9)])
  }
}

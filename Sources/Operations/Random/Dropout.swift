import Basics
public import Graphs
import Kernels

/// Inverted dropout: y = x/(1 − rate) where an element's uniform random number is above the rate, else 0.
///
/// Inputs x, float32, and the random state, int32 [3]. The mask is a function of state, stream and
/// element, so the gradient is the same operation on the upstream.
public struct Dropout: HalfStorable, Hashable {
  public let rate: Float
  public let stream: RandomStream

  /// - Precondition: the rate is in 0 ..< 1.
  public init(rate: Float = 0.5, stream: RandomStream) {
    precondition(rate >= 0 && rate < 1, "a dropout rate is in 0 ..< 1, not \(rate)")
    self.rate = rate
    self.stream = stream
  }

  public var name: String { "dropout" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 2, inputs[0].elementType == .float32, inputs[1] == RandomState.spec
    else {
      throw ShapeError(
        name, inputs, expected: "one float32 tensor and the random state, \(RandomState.spec)")
    }
    return [inputs[0]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { self($0, inputs[1]) }, nil]
  }

  package func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0], outputs: [0])
  }

  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let count = inputs[0].shape.count
    let grid = device.elements(device.family == .cpu ? count : count.dividedRoundingUp(by: 4))
    return Lowering(
      [
        .kernel(
          KernelSpecification(
            .dropout, "dropout", constants: half.constants(["x": .input(0), "y": .output(0)])),
          [.input(0), .input(1), .output(0), .int(Int32(count))] + stream.arguments
            + [.float(rate), .float(1 / (1 - rate))], on: grid)
      ], inPlace: [.init(input: 0, output: 0)])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let state = inputs[1].integers
    let philox = Philox(state: state, stream: stream)
    let scale = 1 / (1 - Scalar(rate))
    var y = inputs[0].values
    for block in 0..<y.count.dividedRoundingUp(by: 4) {
      let words = philox.block(
        UInt32(truncatingIfNeeded: block), step: UInt32(bitPattern: state[2]))
      for word in 0..<min(4, y.count - block * 4) {
        let i = block * 4 + word
        y[i] = Philox.uniform(words[word]) > rate ? y[i] * scale : 0
      }
    }
    return [HostTensor(y, shape: inputs[0].shape)]
  }
}

extension RandomStream {
  /// The stream's two words as arguments of a kernel.
  var arguments: [KernelLaunch.Argument] {
    [.int(Int32(bitPattern: low)), .int(Int32(bitPattern: high))]
  }
}

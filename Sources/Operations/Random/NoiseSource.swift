import Basics
public import Graphs
import Kernels

/// Where the noise of a Gaussian sample comes from.
public enum NoiseSource: Sendable, Hashable {
  /// Standard normal numbers of a stream, drawn from the random state, the same in the gradient.
  case philox(RandomStream)
  /// A tensor of the mean's shape.
  case given

  /// The operation's third input.
  func spec(like value: TensorSpec) -> TensorSpec {
    switch self {
    case .philox: RandomState.spec
    case .given: value
    }
  }

  var constants: [String: Int] { ["NOISE_GIVEN": self == .given ? 1 : 0] }

  var arguments: [KernelLaunch.Argument] {
    switch self {
    case .philox(let stream): stream.arguments
    case .given: [.int(0), .int(0)]
    }
  }

  /// The noise on the host.
  func values<Scalar: HostScalar>(_ source: HostTensor<Scalar>, count: Int) -> [Scalar] {
    guard case .philox(let stream) = self else { return source.values }
    let state = source.integers
    let philox = Philox(state: state, stream: stream)
    let blocks = (0..<count.dividedRoundingUp(by: 4)).flatMap {
      philox.normals(
        block: UInt32(truncatingIfNeeded: $0), step: UInt32(bitPattern: state[2]), as: Scalar.self)
    }
    return Array(blocks.prefix(count))
  }
}

extension NoiseSource {
  /// One launch over blocks of four elements; input 2 is the noise, and the outputs may overwrite the
  /// others.
  ///
  /// - Parameters:
  ///   - constants: the kernel's constants, without the source of the noise.
  ///   - sizes: the kernel's last arguments.
  func lowering(
    _ function: String, count: Int, for device: DeviceTraits, inputs: Int, outputs: Int,
    constants: [String: Int] = [:], sizes: [Int] = []
  ) -> Lowering {
    let grid = device.elements(count.dividedRoundingUp(by: 4))
    let all = self.constants.merging(constants) { $1 }
    return Lowering(
      [
        .kernel(
          KernelSpecification(.gaussianSample, function, constants: all),
          (0..<inputs).map { .input($0) } + (0..<outputs).map { .output($0) }
            + [.int(Int32(count))] + arguments + sizes.map { .int(Int32($0)) }, on: grid)
      ],
      inPlace: (0..<outputs).flatMap { output in
        (0..<inputs).filter { $0 != 2 }.map { .init(input: $0, output: output) }
      })
  }
}

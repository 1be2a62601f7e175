public import Graphs
import Kernels

/// Images moved by up to `shift` pixels in each direction, and mirrored from left to right with
/// probability ½, each by draws of its own. Pixels from outside are 0.
///
/// Inputs: images [batch, height, width, channels], float32, and the random state, int32 [3]. The draws
/// of a row are words of block number row of the stream: words 0 and 1 give the pixels down and to the
/// right, ⌊word·(2·shift + 1)/2³²⌋ − shift; the top bit of word 2 mirrors the image before it is moved.
/// They are the same on every device.
public struct Augment: NonDifferentiable, Hashable {
  public let shift: Int
  public let flips: Bool
  public let stream: RandomStream

  /// - Precondition: `shift` is at least 0.
  public init(shift: Int, flips: Bool, stream: RandomStream) {
    precondition(shift >= 0, "images are moved by 0 pixels or more, not by \(shift)")
    self.shift = shift
    self.flips = flips
    self.stream = stream
  }

  public var name: String { "augment" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 2, inputs[0].isBatch, inputs[0].shape.rank == 4,
      shift < min(inputs[0].shape[1], inputs[0].shape[2]), inputs[1] == RandomState.spec
    else {
      throw ShapeError(
        name, inputs,
        expected:
          "images [batch, height, width, channels], float32, of more than \(shift) rows and "
          + "columns, and the random state, \(RandomState.spec)")
    }
    return [inputs[0]]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let shape = inputs[0].shape
    return Lowering([
      .kernel(
        KernelSpecification(.augment, "augment"),
        [.input(0), .input(1), .output(0)] + shape.dimensions.map { .int(Int32($0)) }
          + stream.arguments + [.int(Int32(shift)), .int(flips ? 1 : 0)],
        on: device.workGroups(shape[0], of: device.treeGroup))
    ])
  }

  /// Where the pixels of one image come from.
  private struct Move {
    let down: Int
    let right: Int
    let isMirrored: Bool
  }

  private func move(_ words: SIMD4<UInt32>) -> Move {
    func pixels(_ word: UInt32) -> Int {
      Int(word.multipliedFullWidth(by: UInt32(2 * shift + 1)).high) - shift
    }
    return Move(
      down: pixels(words[0]), right: pixels(words[1]), isMirrored: flips && words[2] >> 31 == 1)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (x, shape, state) = (inputs[0].values, inputs[0].shape, inputs[1].integers)
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    let philox = Philox(state: state, stream: stream)
    var y = [Scalar](repeating: 0, count: x.count)
    for image in 0..<shape[0] {
      let move = move(
        philox.block(UInt32(truncatingIfNeeded: image), step: UInt32(bitPattern: state[2])))
      for row in max(0, move.down)..<min(height, height + move.down) {
        for column in max(0, move.right)..<min(width, width + move.right) {
          let unmirrored = column - move.right
          let source = move.isMirrored ? width - 1 - unmirrored : unmirrored
          let to = ((image * height + row) * width + column) * channels
          let from = ((image * height + row - move.down) * width + source) * channels
          for channel in 0..<channels { y[to + channel] = x[from + channel] }
        }
      }
    }
    return [HostTensor(y, shape: shape)]
  }
}

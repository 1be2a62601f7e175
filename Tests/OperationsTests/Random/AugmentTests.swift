import Graphs
import Operations
import Testing

@Suite("Augment")
struct AugmentTests {
  private static let stream = RandomStream("augmentation")
  private static let state = HostTensor<Double>(
    integers: RandomState.values(seed: 99, step: 7), shape: [3])

  private static func operation(_ shift: Int, _ flips: Bool) -> Augment {
    Augment(shift: shift, flips: flips, stream: stream)
  }

  /// Every element, whatever the device: images of one pixel, more images than work-items, more pixels
  /// than a work-group.
  @Test(
    arguments: [
      Shape([1, 1, 1, 1]), [17, 3, 5, 2], [257, 2, 4, 1], [5, 28, 17, 1], [3, 33, 40, 3],
    ],
    [true, false])
  func kernelsMatchOracle(_ shape: Shape, _ flips: Bool) throws {
    var random = TestRandom(seed: 51)
    let x = random.tensor(shape, in: 1...2)
    for shift in Set([0, 1, min(shape[1], shape[2]) - 1]) where shift < min(shape[1], shape[2]) {
      try expectKernelsMatchOracle(
        Self.operation(shift, flips), inputs: [x, Self.state], tolerance: 0)
    }
  }

  /// The images moved by hand, by draws that are known: words of block number row.
  @Test func drawsMoveImages() {
    let (images, height, width, channels, shift) = (40, 6, 5, 2, 3)
    let shape: Shape = [images, height, width, channels]
    let x = HostTensor<Float>((0..<shape.count).map { Float($0 + 1) }, shape: shape)
    let y = Self.operation(shift, true).evaluate([x, Self.state.converted(to: Float.self)])[0]
    let philox = Philox(seed: 99, stream: Self.stream)
    var moves: Set<[Int]> = []
    for image in 0..<images {
      let words = philox.block(UInt32(image), step: 7)
      let down = Int((UInt64(words[0]) * 7) >> 32) - 3
      let right = Int((UInt64(words[1]) * 7) >> 32) - 3
      let isMirrored = words[2] >= 1 << 31
      moves.insert([down, right, isMirrored ? 1 : 0])
      func pixel(_ tensor: HostTensor<Float>, _ row: Int, _ column: Int, _ channel: Int) -> Float {
        tensor.values[((image * height + row) * width + column) * channels + channel]
      }
      for row in 0..<height {
        for column in 0..<width {
          let (fromRow, unmirrored) = (row - down, column - right)
          let isInside = 0..<height ~= fromRow && 0..<width ~= unmirrored
          let fromColumn = isMirrored ? width - 1 - unmirrored : unmirrored
          for channel in 0..<channels {
            #expect(
              pixel(y, row, column, channel)
                == (isInside ? pixel(x, fromRow, fromColumn, channel) : 0))
          }
        }
      }
    }
    #expect(moves.count > 20)
    #expect(Set(moves.map { $0[0] }) == Set(-3...3) && Set(moves.map { $0[1] }) == Set(-3...3))
    #expect(Set(moves.map { $0[2] }) == [0, 1])
  }

  @Test func withoutShiftAndFlipNothingChanges() {
    let x = HostTensor<Double>((0..<60).map { Double($0) }, shape: [5, 3, 4, 1])
    #expect(Self.operation(0, false).evaluate([x, Self.state])[0] == x)
    // A mirrored image has its columns in reverse.
    let y = Self.operation(0, true).evaluate([x, Self.state])[0].values
    for row in stride(from: 0, to: 60, by: 4) {
      let own = Array(x.values[row..<row + 4])
      #expect([own, own.reversed()].contains(Array(y[row..<row + 4])))
    }
  }

  @Test func streamAndStepChangeTheDraws() {
    var random = TestRandom(seed: 52)
    let x = random.tensor([9, 7, 7, 1])
    let y = Self.operation(3, true).evaluate([x, Self.state])
    let next = HostTensor<Double>(integers: RandomState.values(seed: 99, step: 8), shape: [3])
    #expect(y != Self.operation(3, true).evaluate([x, next]))
    let other = Augment(shift: 3, flips: true, stream: RandomStream("other"))
    #expect(y != other.evaluate([x, Self.state]))
  }

  @Test func shapesAreChecked() {
    let images = TensorSpec([2, 4, 9, 1])
    #expect(throws: ShapeError.self) {
      try Self.operation(4, false).outputs([images, RandomState.spec])
    }
    #expect(throws: ShapeError.self) {
      try Self.operation(1, false).outputs([TensorSpec([2, 9, 6]), RandomState.spec])
    }
    #expect(throws: ShapeError.self) { try Self.operation(1, false).outputs([images]) }
  }
}

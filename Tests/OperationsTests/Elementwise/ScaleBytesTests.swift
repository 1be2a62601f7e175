import Graphs
import Operations
import Testing

@Suite("ScaleBytes")
struct ScaleBytesTests {
  private static let all = (0...255).map { UInt8($0) }

  /// `count` bytes in which all 256 occur in every lane of a vector.
  private static func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 + $0 / 256) }
  }

  @Test func theHostDivides() {
    let y = ScaleBytes().evaluate([HostTensor<Float>(bytes: Self.all, shape: [256])])[0]
    #expect(y.values.map(\.bitPattern) == Self.all.map { (Float($0) / 255).bitPattern })
    #expect(y.values.first == 0 && y.values.last == 1)
  }

  /// Every bit of every quotient, whatever the device's division.
  @Test(arguments: [1, 3, 17, 256, 257, 65_537])
  func kernelsGiveTheBitsOfADivision(_ count: Int) throws {
    let bytes = Self.bytes(count)
    let expected = HostTensor(bytes.map { Float($0) / 255 }, shape: [count])
    let x = Tensor.input("x", TensorSpec([count], .uint8))
    for target in TestTarget.all {
      let y = try run(
        [ScaleBytes()(x)], inputs: ["x": HostTensor(bytes: bytes, shape: [count])], on: target)
      expectIdentical(y[0], expected, "\(count) bytes on \(target.testDescription)")
    }
  }

  @Test(arguments: [Shape([2, 3, 5, 1]), [17, 257]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    let x = HostTensor<Double>(bytes: Self.bytes(shape.count), shape: shape)
    try expectKernelsMatchOracle(ScaleBytes(), inputs: [x], tolerance: 1e-7)
    try expectHalfKernelsMatchOracle(ScaleBytes(), inputs: [x])
  }

  /// Inputs of bytes whose sizes are no multiple of four, between others in one buffer.
  @Test func severalInputs() throws {
    let names = ["a", "b", "c"]
    let sizes = [301, 5, 77]
    let leaves = zip(names, sizes).map { Tensor.input($0, TensorSpec([$1], .uint8)) }
    let other = Tensor.input("between", TensorSpec([3]))
    var inputs = ["between": HostTensor<Float>([1, 2, 3], shape: [3])]
    for (name, size) in zip(names, sizes) {
      inputs[name] = HostTensor(bytes: Self.bytes(size).reversed(), shape: [size])
    }
    for target in TestTarget.all {
      let results = try run(
        leaves.map { ScaleBytes()($0) } + [2 * other], inputs: inputs, on: target)
      for (result, size) in zip(results, sizes) {
        #expect(result.values == Self.bytes(size).reversed().map { Float($0) / 255 })
      }
      #expect(results[3].values == [2, 4, 6])
    }
  }

  /// Bytes have no gradient, and another shape of them is the same memory.
  @Test func reshapedBytes() throws {
    let x = Tensor.input("x", TensorSpec([4, 3], .uint8))
    let y = ScaleBytes()(Reshape(to: [12])(x))
    #expect(Gradients(of: Reduction(.sum)(y))[x] == nil)
    let bytes = Self.bytes(12)
    for target in TestTarget.all {
      let result = try run(
        [y], inputs: ["x": HostTensor(bytes: bytes, shape: [4, 3])], on: target)
      #expect(result[0].values == bytes.map { Float($0) / 255 })
    }
  }

  @Test func onlyBytesAreConverted() {
    let bytes = TensorSpec([4], .uint8)
    #expect(throws: ShapeError.self) { try ScaleBytes().outputs([TensorSpec([4])]) }
    #expect(throws: ShapeError.self) { try Scale(2).outputs([bytes]) }
    #expect(throws: ShapeError.self) { try Slice(.last, 0..<2).outputs([bytes]) }
    #expect(throws: ShapeError.self) { try Concatenate().outputs([bytes, bytes]) }
  }
}

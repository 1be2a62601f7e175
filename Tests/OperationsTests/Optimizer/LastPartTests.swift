import Graphs
import Operations
import Testing

@Suite("LastPart")
struct LastPartTests {
  @Test(arguments: [0, 1], [0, 1])
  func kernelsMatchOracle(_ last: Int32, _ earlier: Int32) throws {
    for part in 0..<3 {
      let flags = [last, earlier].map { HostTensor<Double>(integers: [$0], shape: [1]) }
      let place = HostTensor<Double>(integers: BatchPart.values(part, of: 3), shape: [2])
      let inputs = [flags + [place], [flags[0], place]]
      for (given, otherwise) in zip(inputs, [earlier, 0]) {
        try expectKernelsMatchOracle(LastPart(), inputs: given)
        let expected = part == 2 ? last : otherwise
        let results = LastPart().evaluate(given).map(\.integers)
        #expect(results == [[expected], [1 - expected]])
      }
    }
  }

  @Test func shapesAreChecked() {
    let (flag, part) = (TensorSpec([1], .int32), BatchPart.spec)
    for inputs in [[], [part], [flag, flag], [flag, flag, flag, part], [TensorSpec([1]), part]] {
      #expect(throws: ShapeError.self) { try LastPart().outputs(inputs) }
    }
  }
}

import Graphs
import Operations
import Testing

@Suite("Tensor operators")
struct TensorOperatorsTests {
  @Test func operatorsAreTheirOperations() {
    let x = Tensor.input("x", TensorSpec([2]))
    let y = Tensor.input("y", TensorSpec([2]))
    let results = evaluate(
      [x + y, x - y, x * y, x / y, -x, x + 1, 1 + x, x - 1, 1 - x, x * 3, 3 * x, x / 4, 4 / x],
      inputs: ["x": HostTensor([2, 8], shape: [2]), "y": HostTensor([4, -2], shape: [2])])
    #expect(
      results.map(\.values) == [
        [6, 6], [-2, 10], [8, -16], [0.5, -4], [-2, -8], [3, 9], [3, 9], [1, 7], [-1, -7],
        [6, 24], [6, 24], [0.5, 2], [2, 0.5],
      ])
  }

  @Test func operandsBroadcast() {
    let x = Tensor.input("x", TensorSpec([2, 1]))
    let y = Tensor.input("y", TensorSpec([3]))
    #expect((x * y).shape == [2, 3])
  }
}

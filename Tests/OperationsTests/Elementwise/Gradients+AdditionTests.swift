import Graphs
import Operations
import Testing

@Suite("Gradients with addition")
struct GradientsAdditionTests {
  /// f = (x·x + x/y)·3 reads x three times: df/dx = 6x + 3/y, df/dy = −3x/y².
  @Test func gradientsOfSeveralReadersAreAdded() throws {
    let x = Tensor.input("x", TensorSpec([1]))
    let y = Tensor.input("y", TensorSpec([1]))
    let gradients = Gradients(of: (x * x + x / y) * 3)
    let byX = try #require(gradients[x])
    let byY = try #require(gradients[y])
    let values = evaluate(
      [byX, byY], inputs: ["x": HostTensor([5], shape: [1]), "y": HostTensor([2], shape: [1])])
    #expect(values.map(\.values) == [[31.5], [-3.75]])
  }
}

import Graphs
import Testing

@Suite("Fusion pass")
struct FusionTests {
  private let x = Tensor.constant([1, -2, 3], shape: [3])
  private let half = LinearCombination(coefficients: [0.5])

  @Test func absorbsWhatOnlyItReads() {
    let y = half(half(Square()(x)))
    let fused = Graph(outputs: [.init("y", y)]).fused()
    #expect(fused.nodes.compactMap(\.operation).count == 1)
    #expect(value(of: fused.outputs[0].tensor) == value(of: y))
  }

  @Test func keepsAValueThatOthersRead() {
    let square = Square()(x)
    let y = addition(half(square), square)
    let fused = Graph(outputs: [.init("y", y)]).fused()
    #expect(fused.nodes.compactMap(\.operation).count == 3)
    #expect(value(of: fused.outputs[0].tensor) == value(of: y))
  }

  @Test func keepsAnOutput() {
    let square = Square()(x)
    let graph = Graph(outputs: [.init("square", square), .init("half", half(square))])
    #expect(graph.fused().nodes.compactMap(\.operation).count == 2)
  }

  @Test func joinsTwoReadersOfOneValue() {
    let square = Square()(x)
    let difference = Difference()(x, half(x))
    let graph = Graph(outputs: [.init("square", square), .init("difference", difference)])
    let fused = graph.fused()
    #expect(fused.nodes.compactMap(\.operation).count == 2)
    #expect(value(of: fused.outputs[0].tensor) == value(of: square))
    #expect(value(of: fused.outputs[1].tensor) == value(of: difference))
  }

  /// Joined, the two would need their own result.
  @Test func keepsReadersApartWhereOneNeedsTheOther() {
    let square = Square()(x)
    let difference = Difference()(x, square)
    let graph = Graph(outputs: [.init("square", square), .init("difference", difference)])
    #expect(graph.fused().nodes.compactMap(\.operation).count == 2)
  }
}

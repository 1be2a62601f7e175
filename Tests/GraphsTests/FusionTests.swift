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

  /// Two readers compute the square as they load x; one of them is read in its turn.
  @Test func dropsWhatAllReadersRecompute() {
    let square = Square()(x)
    let tensors = [Doubled()(square), addition(Doubled()(square), x)]
    let graph = Graph(
      outputs: tensors.enumerated().map { Graph.Output("\($0.offset)", $0.element) })
    func squares(_ graph: Graph) -> Int {
      graph.nodes.compactMap(\.operation).count { $0 is Square }
    }
    let fused = graph.fused(for: DeviceTraits(family: .gpu))
    #expect(squares(fused) == 0)
    #expect(fused.outputs.map { value(of: $0.tensor) } == tensors.map { value(of: $0) })
    #expect(squares(graph.fused(for: DeviceTraits(family: .cpu))) == 1)
    #expect(squares(graph.fused()) == 1)
  }

  @Test func keepsWhatOneReaderCannotRecompute() {
    let square = Square()(x)
    let graph = Graph(outputs: [
      .init("doubled", Doubled()(square)), .init("sum", addition(square, x)),
    ])
    let fused = graph.fused(for: DeviceTraits(family: .gpu))
    #expect(fused.description == graph.description)
  }

  @Test func keepsAnOutputThatItsReadersCanRecompute() {
    let square = Square()(x)
    let graph = Graph(outputs: [.init("square", square), .init("doubled", Doubled()(square))])
    #expect(graph.fused(for: DeviceTraits(family: .gpu)).description == graph.description)
  }
}

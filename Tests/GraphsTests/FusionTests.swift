import Graphs
import Testing

@Suite("Fusion pass")
struct FusionTests {
  private let x = Tensor.constant([1, -2, 3], shape: [3])
  private let half = LinearCombination(coefficients: [0.5])

  @Test func absorbsWhatOnlyItReads() {
    let y = half(half(Square()(x)))
    let fused = Graph(outputs: [.init("y", y)]).fused(by: testRules)
    #expect(fused.nodes.compactMap(\.operation).count == 1)
    #expect(value(of: fused.outputs[0].tensor) == value(of: y))
  }

  @Test func keepsAValueThatOthersRead() {
    let square = Square()(x)
    let y = addition(half(square), square)
    let fused = Graph(outputs: [.init("y", y)]).fused(by: testRules)
    #expect(fused.nodes.compactMap(\.operation).count == 3)
    #expect(value(of: fused.outputs[0].tensor) == value(of: y))
  }

  @Test func keepsAnOutput() {
    let square = Square()(x)
    let graph = Graph(outputs: [.init("square", square), .init("half", half(square))])
    #expect(graph.fused(by: testRules).nodes.compactMap(\.operation).count == 2)
  }

  @Test func joinsTwoReadersOfOneValue() {
    let square = Square()(x)
    let difference = Difference()(x, half(x))
    let graph = Graph(outputs: [.init("square", square), .init("difference", difference)])
    let fused = graph.fused(by: testRules)
    #expect(fused.nodes.compactMap(\.operation).count == 2)
    #expect(value(of: fused.outputs[0].tensor) == value(of: square))
    #expect(value(of: fused.outputs[1].tensor) == value(of: difference))
  }

  /// Joined, the two would need their own result.
  @Test func keepsReadersApartWhereOneNeedsTheOther() {
    let square = Square()(x)
    let difference = Difference()(x, square)
    let graph = Graph(outputs: [.init("square", square), .init("difference", difference)])
    #expect(graph.fused(by: testRules).nodes.compactMap(\.operation).count == 2)
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
    let fused = graph.fused(by: testRules, for: DeviceTraits(family: .gpu))
    #expect(squares(fused) == 0)
    #expect(fused.outputs.map { value(of: $0.tensor) } == tensors.map { value(of: $0) })
    #expect(squares(graph.fused(by: testRules, for: DeviceTraits(family: .cpu))) == 1)
    #expect(squares(graph.fused(by: testRules)) == 1)
  }

  @Test func keepsWhatOneReaderCannotRecompute() {
    let square = Square()(x)
    let graph = Graph(outputs: [
      .init("doubled", Doubled()(square)), .init("sum", addition(square, x)),
    ])
    let fused = graph.fused(by: testRules, for: DeviceTraits(family: .gpu))
    #expect(fused.description == graph.description)
  }

  @Test func keepsAnOutputThatItsReadersCanRecompute() {
    let square = Square()(x)
    let graph = Graph(outputs: [.init("square", square), .init("doubled", Doubled()(square))])
    #expect(
      graph.fused(by: testRules, for: DeviceTraits(family: .gpu)).description == graph.description)
  }

  /// Joined, either pair would need the other one.
  @Test func joinsOneOfTwoPairsThatWouldNeedEachOther() {
    let y = Tensor.constant([5, 7, -1], shape: [3])
    let (ofX, ofY) = (Square()(x), Square()(y))
    let results = [Difference()(x, ofY), Difference()(y, ofX)]
    let graph = Graph(outputs: results.enumerated().map { .init("\($0.offset)", $0.element) })
    let fused = graph.fused(by: testRules)
    #expect(fused.nodes.compactMap(\.operation).count == 3)
    #expect(fused.outputs.map { value(of: $0.tensor) } == results.map { value(of: $0) })
  }

  /// Each scaling is absorbed by what the one before it gave, and the graph's other parts stay.
  @Test func asksAFusedOperationAgain() {
    let scaled = (0..<20).reduce(Square()(x)) { tensor, _ in half(tensor) }
    let difference = Difference()(x, scaled)
    var applied: [String] = []
    let fused = Graph(outputs: [.init("difference", difference)])
      .fused(by: testRules) { applied.append($0.name) }
    #expect(applied == Array(repeating: "square, scaled", count: 20))
    #expect(fused.nodes.compactMap(\.operation).map(\.name) == ["square", "difference"])
    #expect(value(of: fused.outputs[0].tensor) == value(of: difference))
  }

  @Test func usesTheFirstRuleThatApplies() {
    let tripled = FusionRule.absorbing(
      "square, tripled", Square.self, LinearCombination.self, saving: "a pass",
      where: { _ in true }, to: { $0.fused(Square(factor: 3)) })
    let graph = Graph(outputs: [.init("y", half(Square()(x)))])
    for rules in [[tripled] + testRules, testRules + [tripled]] {
      var applied: [String] = []
      _ = graph.fused(by: rules) { applied.append($0.name) }
      #expect(applied == [rules[0].name])
    }
  }

  @Test func withoutRulesNothingIsFused() {
    let graph = Graph(outputs: [.init("y", half(Square()(x)))])
    #expect(graph.fused(by: []).description == graph.description)
  }
}

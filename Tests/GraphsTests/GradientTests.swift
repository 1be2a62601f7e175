import Graphs
import Testing

@Suite("Gradient transform")
struct GradientTests {
  @Test func sumsOverSeveralReaders() throws {
    // f = (3x)² + x²·x² at x = 2: f′ = 18x + 4x³ = 68.
    let x = Tensor.constant([2], shape: [1])
    let tripled = LinearCombination(coefficients: [3])(x)
    let square = Square()(x)
    let f = addition(Square()(tripled), Product()(square, square))
    let gradient = try #require(Gradients(of: f, addingWith: addition)[x])
    #expect(value(of: gradient) == [68])
  }

  @Test func leavesOfOneVariableShareTheirGradient() throws {
    let variable = Variable("w", TensorSpec([1]))
    let f = addition(
      LinearCombination(coefficients: [2])(.variable(variable)),
      LinearCombination(coefficients: [5])(.variable(variable)))
    let gradient = try #require(Gradients(of: f, addingWith: addition)[variable])
    #expect(value(of: gradient) == [7])
  }

  @Test func unreachedVariablesHaveNone() {
    let x = Tensor.constant([1], shape: [1])
    let gradients = Gradients(of: Square()(x), addingWith: addition)
    #expect(gradients[Variable("elsewhere", TensorSpec([1]))] == nil)
  }

  @Test func newNodesCarryThePrimedLabel() throws {
    let x = Tensor.input("x", TensorSpec([1]))
    let f = Square()(x, label: "encoder.layer")
    let gradient = try #require(Gradients(of: f, addingWith: addition)[x])
    #expect(gradient.node.label == "encoder.layer′")
    #expect(f.node.label == "encoder.layer")
  }

  @Test func longChainsNeitherOverflowNorRepeat() {
    var y = Tensor.constant([1], shape: [1])
    for _ in 0..<20_000 { y = LinearCombination(coefficients: [1])(y) }
    #expect(Node.ordered(from: [y]).count == 20_001)
  }
}

import Graphs
import Operations
import Testing

@Suite("MatrixProduct in the fusion pass")
struct MatrixProductFusionTests {
  @Test func biasAndActivationAreAbsorbed() throws {
    let x = Tensor.input("x", TensorSpec([17, 33]))
    let kernel = Tensor.input("kernel", TensorSpec([33, 20]))
    let bias = Tensor.input("bias", TensorSpec([20]))
    let y = Activate(.relu)(MatrixProduct()(x, kernel) + bias)
    let fused = Graph(outputs: [.init("y", y)]).fused()
    let operations = fused.nodes.compactMap(\.operation)
    #expect(operations.count == 1)
    #expect(
      operations.first as? MatrixProduct == MatrixProduct(hasBias: true, activation: .relu))
    var random = TestRandom(seed: 8)
    let inputs = [
      "x": random.tensor([17, 33]), "kernel": random.tensor([33, 20]), "bias": random.tensor([20]),
    ]
    #expect(
      evaluate([y], inputs: inputs) == evaluate(fused.outputs.map(\.tensor), inputs: inputs))
  }

  @Test func activationGradientIsAbsorbedAsGate() throws {
    let upstream = Tensor.input("upstream", TensorSpec([17, 20]))
    let kernel = Tensor.input("kernel", TensorSpec([33, 20]))
    let output = Tensor.input("output", TensorSpec([17, 33]))
    let product = MatrixProduct(transposeSecond: true)(upstream, kernel)
    let gradient = ActivationGradient(.tanh)(product, output)
    let fused = Graph(outputs: [.init("dx", gradient)]).fused()
    let operations = fused.nodes.compactMap(\.operation)
    #expect(operations.count == 1)
    #expect(
      operations.first as? MatrixProduct == MatrixProduct(transposeSecond: true, gate: .tanh))
    var random = TestRandom(seed: 9)
    let inputs = [
      "upstream": random.tensor([17, 20]), "kernel": random.tensor([33, 20]),
      "output": random.tensor([17, 33]),
    ]
    #expect(
      evaluate([gradient], inputs: inputs) == evaluate(fused.outputs.map(\.tensor), inputs: inputs))
  }

  /// A product that is an activation's saved output is not fused with the activation's gradient.
  @Test func savedOutputsAreNotAbsorbed() {
    let x = Tensor.input("x", TensorSpec([4, 4]))
    let saved = ActivationGradient(.tanh)(x, MatrixProduct()(x, x))
    let sum = MatrixProduct()(x, x) + x
    let graph = Graph(outputs: [.init("saved", saved), .init("sum", sum)])
    #expect(
      graph.fused().nodes.compactMap(\.operation?.name).sorted() == [
        "matrixProduct", "matrixProduct", "tanhGradient",
      ])
  }

  /// The gradient of an activation that three narrow layers read takes one launch.
  @Test func sumOfProductsAfterAnActivationIsAbsorbed() throws {
    let upstreams = (0..<3).map { Tensor.input("upstream\($0)", TensorSpec([17, 4])) }
    let kernel = Tensor.input("kernel", TensorSpec([33, 4]))
    let output = Tensor.input("output", TensorSpec([17, 33]))
    let products = upstreams.map { MatrixProduct(transposeSecond: true)($0, kernel) }
    let gradient = ActivationGradient(.relu)(products[0] + products[1] + products[2], output)
    let fused = Graph(outputs: [.init("dx", gradient)]).fused()
    #expect(fused.nodes.compactMap(\.operation?.name) == ["narrowProductSum"])
    var random = TestRandom(seed: 13)
    var inputs = ["kernel": random.tensor([33, 4]), "output": random.tensor([17, 33])]
    for number in 0..<3 { inputs["upstream\(number)"] = random.tensor([17, 4]) }
    let distance = zip(
      evaluate([gradient], inputs: inputs)[0].values,
      evaluate(fused.outputs.map(\.tensor), inputs: inputs)[0].values
    ).map { abs($0 - $1) }.max()
    #expect(try #require(distance) < 1e-12)
  }
}

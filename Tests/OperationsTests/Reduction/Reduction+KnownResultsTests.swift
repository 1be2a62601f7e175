import Graphs
import Operations
import Testing

@Suite("Bias gradient before batch normalisation")
struct ReductionKnownResultsTests {
  /// The layers that compute [..., 3] from an image and weights; a bias is added to it.
  enum Layer: String, Sendable, CaseIterable {
    case convolution, transposedConvolution, dense

    var inputs: [Shape] {
      switch self {
      case .convolution: [[3, 5, 5, 2], [3, 3, 2, 3]]
      case .transposedConvolution: [[3, 3, 3, 2], [3, 3, 3, 2]]
      case .dense: [[9, 4], [4, 3]]
      }
    }

    func callAsFunction(_ x: Tensor, _ weights: Tensor) -> Tensor {
      switch self {
      case .convolution: Convolution(stride: 2)(x, weights)
      case .transposedConvolution:
        ConvolutionInputGradient(stride: 2, imageHeight: 6, imageWidth: 6)(x, weights)
      case .dense: MatrixProduct()(x, weights)
      }
    }
  }

  private struct Model {
    let bias = Tensor.input("bias", TensorSpec([3]))
    let loss: Tensor
    let gradients: [Tensor]
    var inputs: [String: HostTensor<Double>]

    init(_ layer: Layer, _ activation: Activation) throws {
      let x = Tensor.input("x", TensorSpec(layer.inputs[0]))
      let weights = Tensor.input("weights", TensorSpec(layer.inputs[1]))
      let gamma = Tensor.input("gamma", TensorSpec([3]))
      let beta = Tensor.input("beta", TensorSpec([3]))
      let sums = layer(x, weights) + bias
      let y = BatchNormalization(activation: activation).all([sums, gamma, beta])[0]
      loss = KLDivergence()(y, Tensor.input("logVariance", y.spec))
      let all = Gradients(of: loss)
      gradients = try [x, weights, gamma, beta, bias].map { try #require(all[$0]) }
      var random = TestRandom(seed: 21)
      inputs = [
        "x": random.tensor(layer.inputs[0]), "weights": random.tensor(layer.inputs[1]),
        "gamma": random.tensor([3], in: 0.5...1.5), "beta": random.tensor([3]),
        "bias": random.tensor([3]), "logVariance": random.tensor(y.shape),
      ]
    }
  }

  /// The sum is not computed; it would be zero but for rounding, and nothing else changes.
  @Test(arguments: Layer.allCases, [Activation.relu, .tanh])
  func isZero(_ layer: Layer, _ activation: Activation) throws {
    let model = try Model(layer, activation)
    let graph = Graph(
      outputs: model.gradients.enumerated().map { .init("\($0.offset)", $0.element) })
    #expect(graph.nodes.contains { $0.operation is Reduction })
    let fused = graph.fused()
    #expect(!fused.nodes.contains { $0.operation is Reduction })
    let plain = evaluate(model.gradients, inputs: model.inputs)
    let joined = evaluate(fused.outputs.map(\.tensor), inputs: model.inputs)
    for (one, other) in zip(plain, joined).dropLast() {
      expectClose(one.converted(to: Float.self), other, tolerance: 1e-6, "\(layer)")
    }
    #expect(plain[4].values.allSatisfy { abs($0) < 1e-12 })
    #expect(joined[4].values == [0, 0, 0])
    try expectGraphMatchesOracle(fused.outputs.map(\.tensor), inputs: model.inputs)
  }

  @Test(arguments: Layer.allCases)
  func lossDoesNotDependOnTheBias(_ layer: Layer) throws {
    let model = try Model(layer, .tanh)
    var shifted = model
    shifted.inputs["bias"] = HostTensor([0.3, -0.2, 0.9], shape: [3])
    let values = [model, shifted].map {
      evaluate([$0.loss], inputs: $0.inputs)[0].values[0]
    }
    #expect(abs(values[0] - values[1]) < 1e-12 * abs(values[0]))
  }

  /// Sums of other tensors, or over other axes, are computed.
  @Test func otherSumsStay() throws {
    let specs = [TensorSpec([4, 5, 3]), TensorSpec([3])]
    let gradient = BatchNormalizationGradient().all(
      (0..<6).map { Tensor.input("\($0)", specs[$0 < 2 ? 0 : 1]) })
    let read = ElementwiseBinary(.add)(gradient[0], Tensor.input("other", specs[0]))
    let sums = [
      Reduction(.sum, axes: 0..<2)(read), Reduction(.sum, axes: 0..<1)(gradient[0]),
      Reduction(.sum, axes: 2..<3)(gradient[0]), Reduction(.sum)(gradient[1]),
    ]
    let fused = Graph(outputs: sums.enumerated().map { .init("\($0.offset)", $0.element) }).fused()
    #expect(fused.nodes.filter { $0.operation is Reduction }.count == 4)
  }
}

import Graphs
import Operations
import Testing

/// Recurrences that compute the projection too, or store no state.
@Suite("SequenceLSTM")
struct SequenceLSTMTests {
  /// The projection, reshape and recurrence of a layer, and values for its inputs.
  private struct Layer {
    /// h, gates and cells.
    let outputs: [Tensor]
    let leaves: [Tensor]
    let inputs: [String: HostTensor<Double>]

    init(_ test: LSTMCase, inputs width: Int, _ random: inout TestRandom) {
      let (rows, gates) = (test.batch * test.steps, 4 * test.units)
      let values =
        [
          random.tensor([rows, width]), random.tensor([width, gates], in: -0.5...0.5),
          random.tensor([gates]),
        ] + test.inputs(&random)[1...]
      leaves = values.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
      let product = MatrixProduct(hasBias: true).all(Array(leaves[..<3]))[0]
      let projected = Reshape(to: [test.batch, test.steps, gates])(product)
      outputs = test.operation.all([projected] + leaves[3...])
      inputs = Dictionary(
        uniqueKeysWithValues: values.enumerated().map { ("input\($0.offset)", $0.element) })
    }
  }

  /// Inputs and units that are fewer than a vector holds, whole vectors, and neither.
  private static let predictions = [
    (LSTMCase(batch: 1, steps: 1, units: 1), 1),
    (LSTMCase(batch: 5, steps: 7, units: 17, activation: .hardSigmoid, hasInitialState: true), 9),
    (LSTMCase(batch: 19, steps: 4, units: 40), 40),
    (LSTMCase(batch: 3, steps: 5, units: 7, hasInitialState: true), 33),
    (LSTMCase(batch: 6, steps: 3, units: 64), 3),
  ]

  /// Where only h is read, one operation is left.
  @Test(arguments: predictions)
  func predictionMatchesOracle(_ test: LSTMCase, _ inputs: Int) throws {
    var random = TestRandom(seed: 1)
    let layer = Layer(test, inputs: inputs, &random)
    try expectFused([layer.outputs[0]], layer, names: ["lstm"])
  }

  /// Where gates and cells are read, the product stays and only the reshape is absorbed. (Oclgrind
  /// crashes at the product's shuffles.)
  @Test(arguments: [
    LSTMCase(batch: 5, steps: 6, units: 17, hasInitialState: true),
    LSTMCase(batch: 9, steps: 3, units: 40),
  ])
  func trainingMatchesOracle(_ test: LSTMCase) throws {
    var random = TestRandom(seed: 2)
    let layer = Layer(test, inputs: 12, &random)
    try expectFused(layer.outputs, layer, names: ["matrixProduct", "lstm"])
    let loss = Reduction(.sum)(layer.outputs[0])
    let gradients = Gradients(of: loss)
    let results = layer.leaves.compactMap { gradients[$0] }
    #expect(results.count == layer.leaves.count)
    try expectFused([loss] + results, layer, names: nil)
  }

  /// A product that others read too, without a bias, or with an activation is not absorbed.
  @Test func otherProductsAreNotAbsorbed() {
    let leaves = [
      Tensor.input("x", TensorSpec([6, 5])), Tensor.input("kernel", TensorSpec([5, 28])),
      Tensor.input("bias", TensorSpec([28])), Tensor.input("recurrent", TensorSpec([7, 28])),
    ]
    func names(_ product: Tensor, with others: [Tensor] = []) -> [String] {
      let h = LSTM().all([Reshape(to: [2, 3, 28])(product), leaves[3]])[0]
      return Graph(of: [h] + others).fused(for: DeviceTraits(family: .cpu)).operationNames
    }
    let product = MatrixProduct(hasBias: true).all(Array(leaves[..<3]))[0]
    #expect(names(product) == ["lstm"])
    #expect(names(product, with: [product]) == ["matrixProduct", "lstm"])
    let plain = MatrixProduct().all(Array(leaves[..<2]))[0]
    #expect(names(plain) == ["matrixProduct", "lstm"])
    let active = MatrixProduct(hasBias: true, activation: .tanh).all(Array(leaves[..<3]))[0]
    #expect(names(active) == ["matrixProduct", "lstm"])
  }

  /// Expects the fused graph to give the results of the graph before fusion, on the host and by the
  /// kernels. The GPU family has no such variant.
  private func expectFused(
    _ tensors: [Tensor], _ layer: Layer, names: [String]?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let graph = Graph(of: tensors)
    let fused = graph.fused(for: DeviceTraits(family: .cpu))
    if let names {
      #expect(fused.operationNames == names, sourceLocation: sourceLocation)
      #expect(
        graph.fused(for: DeviceTraits(family: .gpu)).operationNames
          == ["matrixProduct", "reshape", "lstm"], sourceLocation: sourceLocation)
    }
    let single = layer.inputs.mapValues { $0.converted(to: Float.self) }
    let double = single.mapValues { $0.converted(to: Double.self) }
    let oracle = evaluate(tensors, inputs: double)
    let results = fused.outputs.map(\.tensor)
    for (value, expected) in zip(evaluate(results, inputs: double), oracle) {
      let rounded = value.converted(to: Float.self)
      #expect(relativeDistance(rounded, expected) <= 1e-6, sourceLocation: sourceLocation)
    }
    for target in TestTarget.full where target.family == .cpu {
      for (value, expected) in zip(try run(results, inputs: single, on: target), oracle) {
        #expect(
          relativeDistance(value, expected) <= 1e-5, "on \(target.testDescription)",
          sourceLocation: sourceLocation)
      }
    }
  }
}

import Graphs
import Operations
import Testing

/// Layers of few units that read one tensor: values and gradients of the fused graph.
@Suite("NarrowProducts")
struct NarrowProductsTests {
  /// Layers of `units` that read a [rows, features].
  struct Case: Sendable, CustomTestStringConvertible {
    let rows: Int
    let features: Int
    let units: [Int]

    init(_ rows: Int, _ features: Int, _ units: [Int]) {
      (self.rows, self.features, self.units) = (rows, features, units)
    }

    var testDescription: String { "[\(rows), \(features)] to \(units)" }
  }

  /// The models' heads; odd sizes; a K of several blocks; many rows; a K of the gradient that is long.
  static let cases = [
    Case(128, 257, [2, 2, 10]), Case(64, 256, [32, 32, 5, 9, 18, 6]), Case(1, 1, [1, 1]),
    Case(17, 17, [1, 17]), Case(257, 33, [3, 1, 1, 1, 1, 1, 1, 1]), Case(40, 600, [2, 2, 10]),
    Case(1500, 30, [2, 2, 6]), Case(1040, 40, [6, 6]), Case(5, 300, [64, 64]),
    Case(13, 9, [40, 40]),
  ]

  /// A tensor after an activation, the layers on it, and the sum of their results' activations as a
  /// loss.
  private struct Layers {
    let inputs: [String: HostTensor<Double>]
    /// The layers' results, then the gradients of the loss with respect to x and all parameters.
    let tensors: [Tensor]

    init(_ one: Case, activation: Activation?) throws {
      var random = TestRandom(seed: 31)
      var inputs: [String: HostTensor<Double>] = [:]
      func leaf(_ name: String, _ value: HostTensor<Double>) -> Tensor {
        inputs[name] = value
        return .input(name, value.spec)
      }
      let x = leaf("x", random.tensor([one.rows, one.features]))
      let features = activation.map { Activate($0)(x) } ?? x
      var parameters: [Tensor] = []
      let results = one.units.enumerated().map { index, units in
        let kernel = leaf("kernel\(index)", random.tensor([one.features, units]))
        let bias = leaf("bias\(index)", random.tensor([units]))
        parameters += [kernel, bias]
        return MatrixProduct()(features, kernel) + bias
      }
      let losses = results.map { Reduction(.mean)(Activate(.tanh)($0)) }
      let loss = losses.dropFirst().reduce(losses[0]) { $0 + $1 }
      let gradients = Gradients(of: loss)
      tensors = try results + ([x] + parameters).map { try #require(gradients[$0]) }
      self.inputs = inputs
    }
  }

  @Test(arguments: cases, [Activation?.none, .relu])
  func kernelsMatchOracle(_ one: Case, _ activation: Activation?) throws {
    let layers = try Layers(one, activation: activation)
    let single = layers.inputs.mapValues { $0.converted(to: Float.self) }
    guard TestLimit.allows(layers.inputs) else { return }
    let oracle = evaluate(
      layers.tensors, inputs: single.mapValues { $0.converted(to: Double.self) })
    let fused = Graph(of: layers.tensors).fused()
    for target in TestTarget.all {
      let actual = try run(fused.outputs.map(\.tensor), inputs: single, on: target)
      for (index, expected) in oracle.enumerated() {
        expectClose(
          actual[index], expected, tolerance: 1e-5, "output \(index) on \(target.testDescription)")
      }
    }
  }

  /// All heads are one launch, and so are the gradients with respect to their input, and to their
  /// parameters. The bias's gradient of a single row is no sum, so that nothing is joined there.
  @Test(arguments: cases.filter { $0.rows > 1 }) func eachDirectionIsOneOperation(_ one: Case)
    throws
  {
    let layers = try Layers(one, activation: .relu)
    let graph = Graph(of: layers.tensors)
    let fused = graph.fused()
    for name in ["narrowProducts", "narrowGradients", "narrowProductSum"] {
      #expect(fused.operationNames.count { $0 == name } == 1, "\(name)")
    }
    for name in ["matrixProduct", "kernelAndBiasGradient", "reluGradient"] {
      #expect(!fused.operationNames.contains(name), "\(name)")
    }
    for (value, expected) in zip(
      evaluate(fused.outputs.map(\.tensor), inputs: layers.inputs),
      evaluate(layers.tensors, inputs: layers.inputs))
    {
      expectClose(value, expected, tolerance: 1e-12, "the fused graph")
    }
    for family in DeviceTraits.Family.allCases where one.rows < 2048 {
      let launches = try Plan(fused, for: DeviceTraits(family: family)).steps.filter {
        $0.operation.name.hasPrefix("narrow")
      }.map(\.launches.count)
      #expect(launches == [1, 1, 1], "\(family)")
    }
  }

  /// On a CPU, fusion changes no bit: not of layers, nor of gradients, but where a product by itself would
  /// split a long sum over rows.
  @Test(arguments: cases.filter { $0.rows <= 1024 }, [Activation?.none, .relu])
  func bitsAreThoseOfSingleProducts(_ one: Case, _ activation: Activation?) throws {
    let layers = try Layers(one, activation: activation)
    guard TestLimit.allows(layers.inputs) else { return }
    let single = layers.inputs.mapValues { $0.converted(to: Float.self) }
    let graph = Graph(of: layers.tensors)
    let separate = graph.fused(by: FusionRule.all.filter { !$0.name.contains("narrow") })
    #expect(separate.operationNames.contains("matrixProduct"))
    for target in TestTarget.cpu {
      let expected = try run(separate.outputs.map(\.tensor), inputs: single, on: target)
      let actual = try run(graph.fused().outputs.map(\.tensor), inputs: single, on: target)
      // A result of more columns than a vector, and a K of several blocks, is summed in another order.
      for (index, value) in actual.enumerated() where one.units.allSatisfy({ $0 <= 10 }) {
        #expect(value == expected[index], "output \(index) on \(target.testDescription)")
      }
    }
  }

  /// A K that is split among the work-groups of a GPU with many units.
  @Test func longSumsAreSplit() throws {
    var random = TestRandom(seed: 32)
    let x = random.tensor([4_500, 19])
    let upstreams = [2, 6].map { random.tensor([4_500, $0]) }
    let leaves = ([x] + upstreams).enumerated().map {
      Tensor.input("\($0.offset)", $0.element.spec)
    }
    let gradients = leaves.dropFirst().flatMap { KernelAndBiasGradient().all([leaves[0], $0]) }
    let fused = Graph(of: gradients).fused()
    #expect(fused.operationNames == ["narrowGradients"])
    let device = DeviceTraits(family: .gpu, computeUnits: 132)
    let plan = try Plan(fused, for: device)
    #expect(plan.kernels.map(\.function) == ["matrixProductNarrowGPU", "matrixProductNarrowAdd"])
    let inputs = Dictionary(
      uniqueKeysWithValues: ([x] + upstreams).enumerated().map { ("\($0.offset)", $0.element) })
    guard TestLimit.allows(inputs) else { return }
    let feed = inputs.mapValues { $0.converted(to: Float.self) }
    let oracle = evaluate(gradients, inputs: feed.mapValues { $0.converted(to: Double.self) })
    for target in TestTarget.all {
      try SharedExecutors.shared.use(target) { executor, _ in
        let own = target.family == .gpu ? device : executor.traits
        let loaded = try executor.load(Plan(fused, for: own))
        defer { executor.unload(loaded) }
        try executor.run(loaded, inputs: feed)
        for (index, expected) in oracle.enumerated() {
          expectClose(
            try executor.read("output\(index)", of: loaded), expected, tolerance: 1e-5,
            "output \(index) on \(target.testDescription)")
        }
      }
    }
  }

  /// Layers that are too wide together, or too many, are fused in groups.
  @Test func widthAndNumberAreLimited() throws {
    func counts(_ units: [Int]) throws -> [String] {
      let layers = try Layers(Case(3, 4, units), activation: nil)
      return Graph(of: Array(layers.tensors.prefix(units.count))).fused().operationNames
    }
    #expect(try counts([100, 100]) == ["matrixProduct", "matrixProduct"])
    #expect(try counts(Array(repeating: 1, count: 10)) == ["narrowProducts", "narrowProducts"])
  }
}

import Graphs
import Operations
import Testing

/// Losses whose sums the total computes, and heads whose losses are one launch.
@Suite("PartialLoss")
struct PartialLossTests {
  private struct Step {
    var inputs: [String: HostTensor<Double>] = [:]
    var tensors: [Tensor] = []

    mutating func leaf(_ name: String, _ value: HostTensor<Double>) -> Tensor {
      inputs[name] = value
      return .input(name, value.spec)
    }

    /// The total of a reconstruction, a KL divergence and the cross-entropies of heads, with gradients.
    init(rows: Int, steps: Int, classes: [Int]) throws {
      var random = TestRandom(seed: 41)
      let integers = { (values: [Int]) in
        HostTensor<Double>(integers: values.map { Int32($0) }, shape: [values.count])
      }
      let logits = leaf("logits", random.tensor([rows, steps, 37]))
      let targets = leaf("targets", random.tensor([rows, steps, 37], in: 0...1))
      let mean = leaf("mean", random.tensor([rows, steps, 2]))
      let logVariance = leaf("logVariance", random.tensor([rows, steps, 2]))
      let mask = leaf("mask", integers((0..<rows).map { $0 % 3 == 0 ? 0 : 1 }))
      var heads: [Tensor] = []
      let losses = classes.enumerated().map { head, count in
        heads.append(leaf("head\(head)", random.tensor([rows, steps, count])))
        let labels = leaf("labels\(head)", integers((0..<rows).map { ($0 * 7) % (count + 1) - 1 }))
        return MaskedCrossEntropy()(heads[head], labels, mask)
      }
      let halted = leaf("halted", HostTensor(integers: [0], shape: [1]))
      let terms = [
        BernoulliLoss()(logits, targets), KLDivergence()(mean, logVariance),
        losses.dropFirst().reduce(losses[0]) { $0 + $1 },
      ]
      let weights: [Float] = [1, 0.25, 30]
      let summands = zip(terms, weights).map { $0.savingGradients(times: $1).summands }
      let results = LossTotal(weights, summands: summands.map(\.count)).all(
        summands.joined() + [halted], label: "total")
      let gradients = Gradients(of: results[0])
      tensors =
        try results
        + ([logits, mean, logVariance] + heads).map {
          try #require(gradients[$0])
        }
    }
  }

  @Test(arguments: [[10], [5, 9, 18, 6], [3, 1]], [(64, 1), (1, 1), (70, 5), (257, 1)])
  func kernelsMatchOracle(_ classes: [Int], _ size: (Int, Int)) throws {
    let step = try Step(rows: size.0, steps: size.1, classes: classes)
    let single = step.inputs.mapValues { $0.converted(to: Float.self) }
    guard TestLimit.allows(step.inputs) else { return }
    let oracle = evaluate(step.tensors, inputs: single.mapValues { $0.converted(to: Double.self) })
    let fused = Graph(of: step.tensors).fused()
    let names = fused.operationNames
    #expect(names.count { $0 == "lossTotal" } == 1 && !names.contains("add"))
    #expect(names.contains("jointCrossEntropy") == (classes.count > 1))
    #expect(names.count { $0 == "maskedCrossEntropy" } == (classes.count > 1 ? 0 : 1))
    for family in DeviceTraits.Family.allCases {
      let plan = try Plan(fused, for: DeviceTraits(family: family))
      #expect(!plan.kernels.map(\.function).contains("lossSum"))
      #expect(plan.launchCount == 4)
    }
    for target in TestTarget.all {
      let actual = try run(fused.outputs.map(\.tensor), inputs: single, on: target)
      for (index, expected) in oracle.enumerated() {
        expectClose(
          actual[index], expected, tolerance: 1e-5, "output \(index) on \(target.testDescription)")
      }
    }
  }

  /// More summands than a launch takes, some of them partial sums.
  @Test func manySummandsTakeSeveralLaunches() throws {
    let step = try Step(rows: 40, steps: 1, classes: Array(repeating: 3, count: 19))
    let single = step.inputs.mapValues { $0.converted(to: Float.self) }
    let oracle = evaluate(step.tensors, inputs: single.mapValues { $0.converted(to: Double.self) })
    let fused = Graph(of: step.tensors).fused()
    for target in TestTarget.all {
      let actual = try run(fused.outputs.map(\.tensor), inputs: single, on: target)
      for (index, expected) in oracle.enumerated() {
        expectClose(
          actual[index], expected, tolerance: 1e-5, "output \(index) on \(target.testDescription)")
      }
    }
  }

  /// A loss that is an output, as a head's is where a model is inspected, keeps its own sum.
  @Test func outputsKeepTheirSum() {
    let mean = Tensor.input("mean", TensorSpec([5, 2]))
    let loss = KLDivergence()(mean, mean)
    let total = LossTotal([1]).all(
      [loss, .input("halted", TensorSpec([1], .int32))], label: "total")[0]
    let graph = Graph(of: [total, loss]).fused()
    #expect(graph.operationNames == ["klDivergence", "lossTotal"])
    let inputs = ["mean": HostTensor<Double>([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], shape: [5, 2])]
      .merging(["halted": HostTensor(integers: [0], shape: [1])]) { $1 }
    #expect(
      evaluate(graph.outputs.map(\.tensor), inputs: inputs)
        == evaluate([total, loss], inputs: inputs))
  }
}

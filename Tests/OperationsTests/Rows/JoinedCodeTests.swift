import Graphs
import Operations
import Testing

/// The decoder's code: a sample and the softmax of logits, joined in one launch.
@Suite("JoinedCode")
struct JoinedCodeTests {
  private let stream = NoiseSource.philox(RandomStream("latent.sample"))

  @Test(
    arguments: [Shape([128]), [1], [77], [5, 13]], [([10], 2), ([5, 9, 18], 17), ([1], 1)])
  func kernelsMatchOracle(_ rows: Shape, _ pieces: (classes: [Int], latent: Int)) throws {
    let (classes, latent) = pieces
    var random = TestRandom(seed: 51)
    var inputs: [String: HostTensor<Double>] = [
      "random": HostTensor(integers: RandomState.values(seed: 5, step: 3), shape: [3])
    ]
    func leaf(_ name: String, _ columns: Int) -> Tensor {
      inputs[name] = random.tensor(Shape(rows.dimensions + [columns]), in: -2...2)
      return .input(name, TensorSpec(Shape(rows.dimensions + [columns])))
    }
    let z = GaussianSample(stream)(
      leaf("mean", latent), leaf("logVariance", latent), .input("random", RandomState.spec))
    let probabilities = classes.enumerated().map {
      StopGradient()(Softmax()(leaf("logits\($0)", $1)))
    }
    let stored = leaf("stored", 3)
    let code = Concatenate().all([z] + probabilities + [stored], label: "code")[0]
    let feed = inputs.mapValues { $0.converted(to: Float.self) }
    let oracle = evaluate([code], inputs: feed.mapValues { $0.converted(to: Double.self) })[0]
    for target in TestTarget.all {
      let fused = Graph(of: [code]).fused(for: DeviceTraits(family: target.family))
      #expect(fused.operationNames == ["joinedCode"])
      let actual = try run(fused.outputs.map(\.tensor), inputs: feed, on: target)[0]
      expectClose(actual, oracle, tolerance: 1e-5, "the code on \(target.testDescription)")
      // The bits are those of separate launches.
      #expect(try run([code], inputs: feed, on: target)[0] == actual)
    }
  }

  /// Probabilities through which a gradient flows are read twice, and are stored.
  @Test func whatOthersReadIsStored() {
    let logits = Tensor.input("logits", TensorSpec([4, 3]))
    let probabilities = Softmax()(logits)
    let code = Concatenate().all(
      [.input("z", TensorSpec([4, 2])), probabilities], label: "code")[0]
    let fused = Graph(of: [code, probabilities]).fused(for: DeviceTraits(family: .cpu))
    #expect(fused.operationNames == ["softmax", "concatenate"])
  }

  /// The gradient of the sample reads its columns of the code's gradient.
  @Test(arguments: [Shape([128]), [1], [77], [5, 13]], [2, 17])
  func sliceOfTheGradientMatchesOracle(_ rows: Shape, _ latent: Int) throws {
    var random = TestRandom(seed: 52)
    let shape = Shape(rows.dimensions + [latent])
    let inputs = [
      "upstream": random.tensor(Shape(rows.dimensions + [latent + 6])),
      "logVariance": random.tensor(shape, in: -3...2), "addend": random.tensor(shape),
      "random": HostTensor<Double>(integers: RandomState.values(seed: 5, step: 3), shape: [3]),
    ]
    let upstream = Slice(.last, 4..<4 + latent)(
      .input("upstream", TensorSpec(Shape(rows.dimensions + [latent + 6]))))
    let gradient = GaussianSampleGradient(stream)(
      upstream, .input("logVariance", TensorSpec(shape)), .input("random", RandomState.spec))
    let tensors = [gradient, upstream + .input("addend", TensorSpec(shape))]
    let feed = inputs.mapValues { $0.converted(to: Float.self) }
    let oracle = evaluate(tensors, inputs: feed.mapValues { $0.converted(to: Double.self) })
    for target in TestTarget.all {
      let fused = Graph(of: tensors).fused(for: DeviceTraits(family: target.family))
      #expect(fused.operationNames == ["gaussianSampleGradient"])
      let actual = try run(fused.outputs.map(\.tensor), inputs: feed, on: target)
      for (index, expected) in oracle.enumerated() {
        expectClose(
          actual[index], expected, tolerance: 1e-5, "output \(index) on \(target.testDescription)")
      }
    }
  }
}

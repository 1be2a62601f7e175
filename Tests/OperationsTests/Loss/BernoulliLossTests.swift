import Graphs
import Operations
import Testing

@Suite("BernoulliLoss")
struct BernoulliLossTests {
  @Test(arguments: [Shape([1]), [17, 1], [1, 257], [128, 28, 28, 1], [3, 40_000]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 15)
    try expectKernelsMatchOracle(
      BernoulliLoss(),
      inputs: [random.tensor(shape, in: -20...20), random.tensor(shape, in: 0...1)],
      tolerance: 2e-6)
  }

  @Test func gradientMatchesCentralDifferences() throws {
    var random = TestRandom(seed: 16)
    try expectGradientsMatch(
      BernoulliLoss(),
      inputs: [random.tensor([3, 7], in: -4...4), random.tensor([3, 7], in: 0...1)],
      skipping: [1])
  }

  /// Extreme logits neither overflow nor lose the loss; a NaN passes through.
  @Test func extremeLogits() throws {
    let shape: Shape = [1, 4]
    let logits = Tensor.input("logits", TensorSpec(shape))
    let results = BernoulliLoss().all([logits, Tensor.input("targets", TensorSpec(shape))])
    let targets = HostTensor<Float>([0, 1, 1, 0], shape: shape)
    for target in TestTarget.all {
      let far = try run(
        results,
        inputs: ["logits": HostTensor([200, -300, 500, -500], shape: shape), "targets": targets],
        on: target)
      #expect(far[0].values == [500])
      #expect(far[1].values == [1, -1, 0, 0])
      let bad = try run(
        results,
        inputs: ["logits": HostTensor([0, .nan, 0, 0], shape: shape), "targets": targets],
        on: target)
      #expect(bad[0].values[0].isNaN)
    }
  }

  /// The gradient of a loss that is itself the total needs no product.
  @Test func upstreamOfOneAddsNoOperation() throws {
    let logits = Tensor.input("logits", TensorSpec([2, 3]))
    let results = BernoulliLoss().all([logits, Tensor.input("targets", TensorSpec([2, 3]))])
    #expect(Gradients(of: results[0])[logits] == results[1])
    let halved = try #require(Gradients(of: Scale(0.5)(results[0]))[logits])
    #expect(halved != results[1])
  }

  @Test func shapesAreChecked() {
    #expect(throws: ShapeError.self) { try BernoulliLoss().outputs([TensorSpec([4])]) }
    #expect(throws: ShapeError.self) {
      try BernoulliLoss().outputs([TensorSpec(.scalar), TensorSpec(.scalar)])
    }
    #expect(throws: ShapeError.self) {
      try BernoulliLoss().outputs([TensorSpec([4]), TensorSpec([4], .int32)])
    }
  }
}

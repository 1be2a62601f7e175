import Datasets
import Testing
import Training

@Suite struct TrainerRunTests {
  @Test func aRunIsItsSteps() throws {
    let (whole, single) = (try makeTrainer(), try makeTrainer())
    var batches = try Synthetic.batches()
    let means = try whole.run(&batches, steps: 3)
    var others = try Synthetic.batches()
    var sums = LossSums()
    for _ in 0..<3 { sums.add(try single.train(on: others.next())) }
    #expect(try bits(whole) == bits(single))
    #expect(whole.step == 3 && batches.position == others.position)
    #expect(means[.total] == sums.mean(.total).map { Float($0) })
    try whole.run(&batches)
    #expect(whole.step == 3 + batches.stepsPerEpoch)
  }

  @Test func batchesFollowTheLabelsThatAreKept() throws {
    let dataset = ImageDataset(
      name: "synthetic", title: "synthetic", train: Synthetic.images, test: Synthetic.images,
      classNames: (0..<10).map { "\($0)" })
    var all = try dataset.batches(of: 8, seed: 1)
    #expect(try all.next().labelled == Array(repeating: 1, count: 8))
    var some = try dataset.keepingLabels(10, seed: 1).batches(of: 8, seed: 1)
    #expect(try some.next().labelled == [1, 1, 1, 1, 0, 0, 0, 0])
    #expect(some.stepsPerEpoch == 8)
    var none = try dataset.batches(of: 8, seed: 1, mode: .unsupervised)
    #expect(try none.next().labelled == Array(repeating: 0, count: 8))
  }
}

import Compute
import Datasets
import Execution
import Graphs
import Models
import Operations
import Testing
import Training

/// Samples that go to the device as bytes: the same bits as with floats.
@Suite struct ByteSamplesTests {
  private let model = SemiSupervisedVAE.dense(.ss, units: 6, objective: Objective())

  private func trained(
    _ element: SampleElement, on executor: any Executor
  ) throws -> [String: [UInt32]] {
    var options = TrainingOptions()
    options.element = element
    let plan = TrainingPlan(
      model, batchSize: 4, optimizer: RMSprop(learningRate: 1e-3), options: options)
    #expect(
      plan.graph.nodes.contains { $0.operation?.name == "scaleBytes" } == (element == .byte))
    let trainer = try Trainer(plan, on: executor, seed: 3)
    #expect(trainer.devicePlan.inputs["x"]?.elementType == (element == .byte ? .uint8 : .float32))
    var batches = try Synthetic.batches()
    try trainer.run(&batches, steps: 3)
    return try bits(trainer)
  }

  @Test func trainingOnTheHost() throws {
    #expect(
      try trained(.byte, on: HostExecutor()) == trained(.float, on: HostExecutor()))
  }

  @Test(
    .enabled(if: TestDevice.isAvailable, TestDevice.skipNote),
    arguments: StepSequenceTests.Target.devices)
  func training(_ target: StepSequenceTests.Target) throws {
    #expect(
      try trained(.byte, on: target.makeExecutor(.automatic))
        == trained(.float, on: target.makeExecutor(.automatic)))
  }

  /// The same outputs for rows of the data as for their floats.
  @Test func predictions() throws {
    let executor = HostExecutor()
    let predictor = Predictor(model, batchSize: 3, on: executor)
    try executor.initialize(predictor.variables, seed: 7)
    let rows = [5, 0, 39, 7, 7]
    let expected = try predictor.predict(count: rows.count) { places in
      try Synthetic.images.values(of: rows[places])
    }
    let found = try predictor.predict(Synthetic.images, rows: rows)
    #expect(found == expected && found["mean"]?.shape.dimensions.first == 5)
    let all = try predictor.predict(Synthetic.images, outputs: ["mean"])
    #expect(all.keys.sorted() == ["mean"] && all["mean"]?.shape.dimensions.first == 40)

    var places: [Range<Int>] = []
    try predictor.forEachBatch(of: Synthetic.images, rows: rows) { batch in
      places.append(batch.rows)
      #expect(batch.values.element == .byte)
      let values = try Synthetic.images.values(of: rows[batch.rows])
      #expect(batch.samples == values)
    }
    #expect(places == [0..<3, 3..<5])
  }

  /// Samples stored as floats are fed as floats.
  @Test func floatsAreNotConverted() throws {
    let sequences = LabelledSequences(
      values: (0..<24).map { Float($0) }, steps: 3, channelNames: ["a", "b"],
      labels: [0, 1, 0, 1], classNames: ["x", "y"], subjects: [1, 2, 3, 4])
    #expect(try sequences.storedValues(of: [1]) == .float([6, 7, 8, 9, 10, 11]))
    let bytes = try Synthetic.images.storedValues(of: [1])
    #expect(bytes.element == .byte && bytes.count == 784)
    #expect(try bytes.floats == Synthetic.images.values(of: [1]))
  }
}

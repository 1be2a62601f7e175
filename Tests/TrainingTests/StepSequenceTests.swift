import Compute
import Datasets
import Execution
import Models
import Synchronization
import Testing
import Training

/// Steps that are submitted before the losses of earlier ones are read.
@Suite struct StepSequenceTests {
  enum Target: String, Sendable {
    case host, cpu, gpu

    static let devices: [Target] = [.cpu, .gpu]

    func makeExecutor(_ submission: Submission.Mode) throws -> any Executor {
      guard self != .host else { return HostExecutor() }
      return try OpenCLExecutor(
        try TestDevice.first(), family: self == .cpu ? .cpu : .gpu, submission: submission,
        cacheDirectory: nil)
    }
  }

  private func makeTrainer(on executor: any Executor, maxInFlight: Int) throws -> Trainer {
    let model = SemiSupervisedVAE.dense(.ss, units: 6, objective: Objective())
    let plan = TrainingPlan(
      model, batchSize: 4, optimizer: RMSprop(learningRate: 1e-3, momentum: 0.9))
    return try Trainer(plan, on: executor, seed: 3, maxInFlight: maxInFlight)
  }

  /// The losses of each step, and the variables at pauses and at the end.
  private struct Course: Equatable {
    var losses: [[UInt32]] = []
    var positions: [BatchSampler.Position] = []
    var variables: [[String: [UInt32]]] = []
  }

  private func course(
    _ target: Target, maxInFlight: Int, _ submission: Submission.Mode
  ) throws -> Course {
    let executor = try target.makeExecutor(submission)
    let trainer = try makeTrainer(on: executor, maxInFlight: maxInFlight)
    let predictor = Predictor(trainer.plan.model, on: executor)
    var steps = StepSequence(trainer, try Synthetic.batches(), until: 11)
    var course = Course()
    for pause in [3, 4, 9, 20] {
      while let step = try steps.next(pausingAfter: pause) {
        #expect(step.number == trainer.step)
        course.losses.append(step.losses.values.map(\.bitPattern))
        course.positions.append(steps.position)
      }
      #expect(trainer.step == min(pause, 11) && trainer.stepsInFlight == 0)
      course.variables.append(try bits(trainer))
      // An evaluation between two steps uses the same arena.
      _ = try predictor.predict(count: 3) { Array(repeating: 0.5, count: 784 * $0.count) }
    }
    #expect(trainer.step == 11 && steps.position == steps.batches.position)
    return course
  }

  @Test func losesNothingByRunningAheadOnTheHost() throws {
    try expectSameCourses(on: .host)
  }

  @Test(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote), arguments: Target.devices)
  func losesNothingByRunningAhead(_ target: Target) throws {
    try expectSameCourses(on: target)
  }

  private func expectSameCourses(on target: Target) throws {
    let expected = try course(target, maxInFlight: 1, .separate)
    #expect(expected.losses.count == 11 && Set(expected.losses).count == 11)
    #expect(try course(target, maxInFlight: 2, .separate) == expected)
    #expect(try course(target, maxInFlight: 2, .recorded) == expected)
    #expect(try course(target, maxInFlight: 3, .recorded) == expected)
  }

  /// A step whose loss is not finite leaves the variables unchanged, even if the next one is already
  /// submitted; training then continues as if neither had been started.
  @Test(arguments: [1, 2])
  func aStepThatIsNotFiniteChangesNothingOnTheHost(_ maxInFlight: Int) throws {
    try expectNoChange(on: .host, maxInFlight)
  }

  @Test(
    .enabled(if: TestDevice.isAvailable, TestDevice.skipNote), arguments: Target.devices, [1, 2])
  func aStepThatIsNotFiniteChangesNothing(_ target: Target, _ maxInFlight: Int) throws {
    try expectNoChange(on: target, maxInFlight)
  }

  private func expectNoChange(on target: Target, _ maxInFlight: Int) throws {
    let executor = try target.makeExecutor(.recorded)
    let trainer = try makeTrainer(on: executor, maxInFlight: maxInFlight)
    var sampler = try Synthetic.batches()
    let good = try (0..<6).map { _ in try sampler.next() }
    var values = good[3].x.floats
    values[784 + 5] = .nan
    let bad = TrainingBatch(x: values, labels: good[3].labels, labelled: good[3].labelled)
    for batch in good[..<3] { try trainer.train(on: batch) }
    let before = try bits(trainer)
    try trainer.startStep(on: bad)
    if maxInFlight > 1 { try trainer.startStep(on: good[4]) }
    let error = #expect(throws: TrainingError.self) { _ = try trainer.finishStep() }
    guard case .notFinite(let step, let losses, let tensor) = try #require(error) else { return }
    #expect(step == 4 && tensor == "input x" && losses[.total]?.isFinite == false)
    #expect(trainer.step == 3 && trainer.stepsInFlight == 0)
    #expect(try bits(trainer) == before)

    for batch in good[3...] { try trainer.train(on: batch) }
    let other = try makeTrainer(on: target.makeExecutor(.separate), maxInFlight: 1)
    for batch in good { try other.train(on: batch) }
    #expect(try bits(trainer) == bits(other))
  }

  /// When a file cannot be read, the steps in flight are finished: step count, position and variables
  /// agree.
  @Test(arguments: [1, 2])
  func aBatchThatCannotBeReadLeavesNothingInFlight(_ maxInFlight: Int) throws {
    let trainer = try makeTrainer(on: HostExecutor(), maxInFlight: maxInFlight)
    let failing = SampleBatches(
      FailingImages(images: Synthetic.images, readableBatches: 4),
      sampler: try BatchSampler(
        rowCount: 40, labelled: Array(0..<20), unlabelled: Array(20..<40), batchSize: 4,
        mode: .semiSupervised, seed: 3))
    var steps = StepSequence(trainer, failing, until: 100)
    #expect(throws: DatasetError.self) {
      while try steps.next() != nil {}
    }
    #expect(trainer.stepsInFlight == 0 && trainer.step == 4)
    let other = try makeTrainer(on: HostExecutor(), maxInFlight: 1)
    var batches = try Synthetic.batches()
    for _ in 0..<trainer.step { try other.train(on: batches.next()) }
    #expect(try bits(trainer) == bits(other))
    #expect(steps.position == batches.position)
  }
}

/// Images that can be read only so many times.
private struct FailingImages: LabelledSamples {
  final class Reads: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
      count.withLock { count in
        count += 1
        return count
      }
    }
  }

  let images: LabelledImages
  let readableBatches: Int
  let reads = Reads()

  var count: Int { images.count }
  var sampleShape: [Int] { images.sampleShape }
  var factors: [LabelColumn] { images.factors }

  func values(of rows: some Collection<Int>) throws(DatasetError) -> [Float] {
    guard reads.next() <= readableBatches else {
      throw .file(
        .inputOutput(path: "images", operation: "read", reason: "the file is gone"))
    }
    return try images.values(of: rows)
  }
}

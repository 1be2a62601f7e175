import Continuum

/// Whole training steps: forward, losses, backward and RMSprop, the losses read back after each.
func stepBenchmarks() {
  measure("Step dense, batch 128") { try StepRun(.dense(), batchSize: 128) }
  measure("Step cnn, batch 64") { try StepRun(.cnn(), batchSize: 64) }
  measure("Step rnn, batch 64") { try StepRun(.rnn(), batchSize: 64) }
  measure("Step norb, batch 64") { try StepRun(.norb(), batchSize: 64) }
}

/// A trainer that takes the same batch again and again.
final class StepRun: Workload {
  let flops: Int
  let bytes: Int
  let peak: Double?
  private let trainer: Trainer
  private let batch: TrainingBatch

  init(_ model: SemiSupervisedVAE, batchSize: Int) throws {
    let opened = try OpenedDevice.fromEnvironment()
    peak = try opened.measuredPeak()
    let plan = TrainingPlan(
      model, batchSize: batchSize, optimizer: RMSprop(learningRate: 5e-4))
    trainer = try Trainer(plan, on: opened.executor, seed: 1)
    let philox = Philox(seed: 1, stream: RandomStream("samples"))
    batch = TrainingBatch(
      x: (0..<batchSize * model.inputShape.count).map { philox.uniform(element: $0, step: 0) },
      labels: model.heads.map { head in (0..<batchSize).map { Int32($0 % head.classes) } },
      labelled: (0..<batchSize).map { Int32($0 < batchSize / 2 ? 1 : 0) })
    let device = trainer.devicePlan
    flops = device.flops
    bytes = device.steps.reduce(0) { sum, step in
      (step.inputs + step.outputs).reduce(sum) { $0 + device.values[$1].spec.byteCount }
    }
  }

  func run() throws {
    try trainer.train(on: batch)
  }
}

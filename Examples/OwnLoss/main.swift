// A loss of one's own: the model of the paper with one more term, logged in a column of its own.

import Continuum
import Foundation

/// A variational autoencoder whose latent means are centred: the loss has the further term
/// Σ_d (mean over the batch of μ_d)², by the name `centring`.
struct CentredVAE: Model {
  let base: SemiSupervisedVAE

  var inputShape: Shape { base.inputShape }
  var heads: [CategoricalHead] { base.heads }

  func losses(_ batch: ModelBatch, _ context: inout Context) -> Losses {
    let losses = base.losses(batch, &context)
    guard let mean = losses.outputs.first(where: { $0.name == "mean" })?.tensor else {
      preconditionFailure("a model of family \(base.family) has no latent means")
    }
    let centre = Reduction(.mean, axes: 0..<1)(mean)
    let centring = Reduction(.sum)(centre * centre)
    // Gradients follow from the value and its weight; nothing else is needed.
    return Losses(
      losses.terms + [Losses.Term("centring", centring, weight: 10)], outputs: losses.outputs)
  }

  func predictions(_ x: Tensor, _ context: inout Context) -> [Graph.Output] {
    base.predictions(x, &context)
  }
}

// Rows of five numbers on a curve, without labels.
let values: [Float] = (0..<300).flatMap { row in
  (0..<5).map { column in sin(Float(row * (column + 1)) / 40) }
}
let data = try ArrayDataset(values, shape: [300, 5], kind: .table)
let layers = Architecture(encoder: [.dense(32, activation: .relu)])
let model = CentredVAE(
  base: try SemiSupervisedVAE(layers, for: SampleForm(data.description), family: .eu))

let plan = TrainingPlan(model, batchSize: 30, optimizer: RMSprop(learningRate: 2e-3))
let device = try OpenedDevice("auto")
let trainer = try Trainer(plan, on: device.executor, seed: 1)
var batches = try data.batches(of: 30, seed: 1)
print("losses: \(plan.lossNames)")

let file = FileManager.default.temporaryDirectory.appending(
  path: "continuum-own-loss-\(ProcessInfo.processInfo.processIdentifier).csv")
defer { try? FileManager.default.removeItem(at: file) }
let log = MetricsLog(at: file.path)

for epoch in 1...10 {
  var sums = LossSums()
  var steps = StepSequence(trainer, batches, until: epoch * batches.stepsPerEpoch)
  while let step = try steps.next() { sums.add(step.losses) }
  batches = steps.batches
  // Terms without a fixed column get one of their own, after the others.
  try log.append([
    MetricsLog.Row(
      epoch: epoch, step: trainer.step, split: "train", losses: sums, names: plan.lossNames)
  ])
}
for row in try log.rows() {
  let centring = row.others.first { $0.name == "centring" }?.value
  print("epoch \(row.epoch): loss \(row.loss ?? .nan), centring \(centring ?? .nan)")
}

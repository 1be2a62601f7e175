// The training loop, made of the pieces that `continuum train` is made of: a run's folder with
// settings, log and checkpoints, a schedule, and a training that stops and goes on bit for bit.

import Continuum
import Foundation

/// What the folder's `config.json` says of the run.
struct Configuration: Codable {
  var batchSize = 32
  var totalSteps = 60
}

/// Points on two arcs, of which one in ten has a label.
func arcs() throws -> ArrayDataset {
  let arcs = (0..<400).map { $0 % 2 }
  let points = arcs.enumerated().flatMap { point, arc -> [Float] in
    let angle = Float(point) / 400 * .pi
    return arc == 0 ? [cos(angle), sin(angle)] : [1 - cos(angle), 0.5 - sin(angle)]
  }
  return try ArrayDataset(
    points, shape: [400, 2], kind: .table,
    labels: arcs.enumerated().map { point, arc in point % 20 < 2 ? arc : nil })
}

/// Begins the run in a folder, or goes on where an earlier call has stopped, in this process or another.
func train(in path: String, until end: Int) throws {
  let settings = Configuration()
  let run = try RunDirectory(at: path, .resume, configuration: settings)
  let data = try arcs()
  let model = try SemiSupervisedVAE(
    Architecture(encoder: [.dense(32, activation: .relu)]), for: SampleForm(data.description))

  // The rate falls along half a cosine wave. It follows from the step's number alone.
  var options = TrainingOptions()
  options.schedule = .cosine(steps: settings.totalSteps)
  let plan = TrainingPlan(
    model, batchSize: settings.batchSize, optimizer: Adam(learningRate: 2e-3), options: options)
  let trainer = try Trainer(plan, on: OpenedDevice("auto").executor, seed: 1)
  var batches = try data.batches(of: settings.batchSize, seed: 1)

  // A checkpoint has the variables, the position in the data, and the losses of the epoch so far.
  let store = run.checkpoints
  try store.open()
  var sums = LossSums()
  if let state = try store.restoreLast(into: trainer) {
    try batches.move(to: state.position)
    sums = state.losses
  }
  try run.metrics.cut(backTo: trainer.step)

  let epoch = batches.stepsPerEpoch
  var steps = StepSequence(trainer, batches, until: end)
  while trainer.step < end {
    // At the end of each epoch, and at the end, no step is in flight.
    let pause = min((trainer.step / epoch + 1) * epoch, end)
    while let step = try steps.next(pausingAfter: pause) { sums.add(step.losses) }
    if trainer.step.isMultiple(of: epoch) {
      let (number, step) = (trainer.step / epoch, trainer.step)
      let row = MetricsLog.Row(epoch: number, step: step, split: "train", losses: sums)
      try run.metrics.append([row])
      print("step \(row.step): loss \(row.loss ?? .nan)")
      sums = LossSums()
    }
    try store.save(
      Checkpoint.State(
        step: trainer.step, epoch: trainer.step / epoch + 1, seed: trainer.seed,
        position: steps.position, losses: sums),
      from: trainer)
  }
}

let folder = FileManager.default.temporaryDirectory.appending(
  path: "continuum-own-loop-\(ProcessInfo.processInfo.processIdentifier)"
).path
defer { try? FileManager.default.removeItem(atPath: folder) }
try train(in: folder + "/straight", until: 60)
try train(in: folder + "/stopped", until: 25)
try train(in: folder + "/stopped", until: 60)
for file in ["metrics.csv", "checkpoints/step-60/model.safetensors"] {
  let (one, other) = (folder + "/straight/" + file, folder + "/stopped/" + file)
  precondition(FileManager.default.contentsEqual(atPath: one, andPath: other), "\(file) differs")
}
print("stopped or not, the run has the same losses and the same weights")

import Continuum
import Foundation

/// Trains on Small-NORB, or the rendered stand-in, and scores the representation.
func trainSmallNORB() throws {
  let folder = "data/small-norb"
  if !FileManager.default.fileExists(atPath: folder) {
    try StandInData.make(in: folder, seed: 0, device: "auto", stop: nil) { _ in }
  }
  let data = try SmallNORB(
    at: folder, split: .pooled, splitSeed: 1,
    cacheDirectory: "cache/datasets")
  print("\(data.title): \(data.train.count) training and \(data.test.count) held-out pairs")

  let split = try LabelSplit(
    keeping: 1_000, of: data.train.labels, classCount: data.train.classCount, seed: 1)
  let sampler = try BatchSampler(
    rowCount: data.train.count, labelled: split.indices,
    unlabelled: try split.unlabelledRows(limit: 38_000), batchSize: 64, mode: .semiSupervised,
    seed: 1)
  var batches = SampleBatches(data.train, sampler: sampler)

  let model = SemiSupervisedVAE.norb()
  let plan = TrainingPlan(model, batchSize: 64, optimizer: RMSprop(learningRate: 1e-3))
  let device = try OpenedDevice("auto")
  let trainer = try Trainer(plan, on: device.executor, seed: 1)

  for epoch in 1...10 { print(epoch, try trainer.run(&batches)["total"] ?? .nan) }

  let predictor = Predictor(model, on: device.executor)
  let outputs = try predictor.predict(count: data.test.count, outputs: ["mean"]) {
    try data.test.values(of: $0)
  }
  let encodings = try Encodings(
    values: outputs["mean"]?.values ?? [], dimensions: model.latentShape.count,
    factors: data.test.factors.map {
      Encodings.Factor(name: $0.name, classCount: $0.classCount, values: $0.values)
    })
  let scores = try DisentanglementScores(encodings, seed: 1)
  print("betaVAE score \(scores.betaVAESummary.mean) %, MIG \(scores.mutualInformationGap.score)")
}

import Continuum

/// Trains on UCI-HAR with 1,000 labels and classifies the test windows.
func trainUCIHAR() throws {
  let raw = try UCIHAR(at: "data", acceleration: .total)
  let statistics = SequenceStatistics(of: raw.train)
  let data = try raw.dataset.standardized(with: statistics).keepingLabels(1_000, seed: 1)
  var batches = try data.batches(of: 128, seed: 1)

  let model = SemiSupervisedVAE.rnn()
  let plan = TrainingPlan(model, batchSize: 128, optimizer: RMSprop(learningRate: 1e-3))
  let device = try OpenedDevice("auto")
  let trainer = try Trainer(plan, on: device.executor, seed: 1)
  for epoch in 1...20 {
    print(epoch, try trainer.run(&batches)["total"] ?? .nan)
  }

  let predictor = Predictor(model, on: device.executor)
  let outputs = try predictor.predict(
    count: data.test.count, outputs: ["log_probabilities"]
  ) { data.test.values(of: $0) }
  if let steps = outputs["log_probabilities"] {
    let predictions = try ClassPredictions(
      logits: steps.values, classCount: data.test.classCount
    ).averaged(overRows: data.test.steps)
    print("accuracy \(try predictions.accuracy(data.test.labels))")
  }
}

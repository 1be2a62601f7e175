import Continuum

/// Trains on MNIST with 1,000 labels, evaluates and saves.
func trainMNIST() throws {
  let data = try MNIST(at: "data").keepingLabels(1_000, seed: 1)
  var batches = try data.batches(of: 128, seed: 1)

  let model = SemiSupervisedVAE.dense()
  let plan = TrainingPlan(model, batchSize: 128, optimizer: RMSprop(learningRate: 5e-4))

  let device = try OpenedDevice("auto")
  print(device.choice.reason)

  let trainer = try Trainer(plan, on: device.executor, seed: 1)

  for epoch in 1...10 {
    let losses = try trainer.run(&batches)
    print("epoch \(epoch), step \(trainer.step): loss \(losses["total"] ?? .nan)")
  }

  let predictor = Predictor(model, on: device.executor)
  let outputs = try predictor.predict(
    count: data.test.count, outputs: ["log_probabilities"]
  ) { try data.test.values(of: $0) }
  if let logProbabilities = outputs["log_probabilities"] {
    let predictions = try ClassPredictions(
      logits: logProbabilities.values, classCount: data.test.classCount)
    print("accuracy \(try predictions.accuracy(data.test.labels))")
    print("log-loss \(try predictions.logLoss(data.test.labels))")
  }

  try WeightFile.save(trainer.variables, of: device.executor, to: "mnist.safetensors")
  try WeightFile.load(
    "mnist.safetensors", into: device.executor, variables: predictor.variables, seed: 1)

  let store = CheckpointStore("run/checkpoints")
  try store.save(
    Checkpoint.State(
      step: trainer.step, epoch: trainer.step / batches.stepsPerEpoch + 1, seed: trainer.seed,
      position: batches.position),
    from: trainer)

  // What a later process does, after the same preparations.
  if let state = try store.restoreLast(into: trainer) {
    try batches.move(to: state.position)
  }
}

/// The same in single steps, with fewer unlabelled rows and with options.
func trainInSteps() throws {
  let data = try MNIST(at: "data")
  let split = try LabelSplit(
    keeping: 1_000, of: data.train.labels, classCount: data.train.classCount, seed: 1)
  let sampler = try BatchSampler(
    rowCount: data.train.count, labelled: split.indices,
    unlabelled: try split.unlabelledRows(limit: 20_000), batchSize: 512, mode: .semiSupervised,
    seed: 1)
  var batches = SampleBatches(data.train, sampler: sampler)

  let model = SemiSupervisedVAE.dense()
  var options = TrainingOptions()
  options.schedule = .cosine(steps: 20_000)
  options.klWarmUp = 2_000
  options.clipNorm = 100
  options.accumulate = 4
  try options.check(batchSize: 512)
  let plan = TrainingPlan(
    model, batchSize: 512, optimizer: Adam(learningRate: 1e-3), options: options)
  let trainer = try Trainer(plan, on: OpenedDevice("auto").executor, seed: 1)

  let batch = try batches.next()
  try trainer.startStep(on: batch)
  let losses = try trainer.finishStep()

  var steps = StepSequence(trainer, batches, until: 1_000)
  while let step = try steps.next() { print(step.number, step.losses["kl"] ?? .nan) }
  print(losses)
}

/// The README's program.
func trainBriefly() throws {
  let data = try MNIST(at: "DATA").keepingLabels(1_000, seed: 1)
  let plan = TrainingPlan(
    SemiSupervisedVAE.dense(), batchSize: 128, optimizer: RMSprop(learningRate: 5e-4))
  let trainer = try Trainer(plan, on: OpenedDevice("auto").executor, seed: 1)
  var batches = try data.batches(of: 128, seed: 1)
  for epoch in 1...10 {
    let losses = try trainer.run(&batches)
    print(epoch, losses["total"] ?? .nan)
  }
}

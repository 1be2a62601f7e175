// Data in memory: arrays of numbers, and labels of which most are missing.

import Continuum
import Foundation

/// Trains a small model on a data set, evaluates it on the test part, and names what it sees there.
func train(_ data: ArrayDataset) throws {
  let layers = Architecture(encoder: [.dense(32, activation: .relu), .batchNorm(.relu)])
  let model = try SemiSupervisedVAE(layers, for: SampleForm(data.description))
  let plan = TrainingPlan(model, batchSize: 32, optimizer: Adam(learningRate: 5e-3))
  let device = try OpenedDevice("auto")
  let trainer = try Trainer(plan, on: device.executor, seed: 1)

  // Half of a batch are rows with a label.
  var batches = try data.batches(of: 32, seed: 1)
  for epoch in 1...10 {
    let losses = try trainer.run(&batches)
    print("\(data.name): epoch \(epoch), loss \(losses["total"] ?? .nan)")
  }

  // The predictor sees the trainer's weights, because it is on the same executor.
  let predictor = Predictor(model, on: device.executor)
  let outputs = try predictor.predict(count: data.test.count, outputs: ["log_probabilities"]) {
    try data.test.values(of: $0)
  }
  guard let logits = outputs["log_probabilities"] else { return }
  let predictions = try ClassPredictions(logits: logits.values, classCount: data.test.classCount)
  print("\(data.name): accuracy \(try predictions.accuracy(data.test.labels))")
  for (row, number) in predictions.classes.enumerated().prefix(3) {
    print("\(data.name): test sample \(row) is probably \(data.classNames[number])")
  }
}

// Floats are read as they are. Here they are three measurements of things of three kinds, which
// differ in one measurement each. Every fifth thing has a label.
func measurements(_ count: Int, from start: Int) -> (values: [Float], kinds: [Int]) {
  let kinds = (start..<start + count).map { $0 % 3 }
  var values: [Float] = []
  for (row, kind) in kinds.enumerated() {
    for column in 0..<3 {
      let noise = sin(Float(13 * (row + start) + 7 * column))
      values.append((column == kind ? 2 : 0) + noise / 2)
    }
  }
  return (values, kinds)
}

let things = measurements(600, from: 0)
let others = measurements(90, from: 600)
let table = try ArrayDataset(
  things.values, shape: [600, 3], kind: .table,
  labels: things.kinds.enumerated().map { row, kind in row.isMultiple(of: 5) ? kind : nil },
  classNames: ["ash", "beech", "oak"],
  test: .floats(others.values, shape: [90, 3], labels: others.kinds), name: "measurements")
try train(table)

// Bytes are divided by 255. Here they are pictures of 8 × 8 pixels with a bright bar, which lies or
// stands. A tenth of them is held out as the test part; all of these have a label here.
let stands = (0..<400).map { $0 % 2 }
let pixels: [UInt8] = stands.enumerated().flatMap { picture, stands in
  (0..<64).map { pixel in
    let (line, column) = (pixel / 8, pixel % 8)
    return (stands == 1 ? column : line) == picture / 2 % 8 ? 230 : UInt8(10 + picture % 20)
  }
}
let pictures = try ArrayDataset(
  pixels, shape: [400, 8, 8], kind: .image, labels: stands, classNames: ["lying", "standing"],
  test: .share(0.1, seed: 1), name: "bars")
try train(pictures)

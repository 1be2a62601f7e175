import Continuum
import Foundation

/// A run on MNIST, as `continuum train` makes it.
func trainWholeRun() throws {
  var request = TrainingRequest(.mnist)
  request.data = "data"
  request.directory = "runs/first"
  try request.set(Settings.Keys.labels, to: .count(1_000))
  try request.set(Settings.Keys.epochs, to: 10)
  try request.set(Settings.Keys.seed, to: 1)
  let report: (RunEvent) -> Void = { event in
    if case .epoch(let summary) = event {
      print("epoch \(summary.epoch): accuracy \(summary.test?.accuracy ?? .nan)")
    }
  }
  var run = try TrainingRun(request, report: report)
  let result = try run.run(stop: StopSignal(), report: report)
  print(result.accuracy ?? .nan)
}

/// A run on Small-NORB, its scores, and a trial of the paper's Table 12.
func trainWholeRunOfPairs() throws {
  var request = TrainingRequest(.smallNORB)
  request.directory = "runs/pairs"
  request.cache = CacheDirectory(environment: ProcessInfo.processInfo.environment)
  try request.set(Settings.Keys.labels, to: .count(1_000))
  try request.set(Settings.Keys.epochs, to: 2)
  var run = try TrainingRun(request) { _ in }
  let result = try run.run(stop: StopSignal()) { _ in }
  print(result.data, result.test.heads?["category"]?.accuracy ?? .nan, result.betaVAE?.mean ?? .nan)

  let disentanglement = try DisentanglementRun("runs/pairs").run { _ in }
  print(disentanglement.scores.betaVAESummary.mean)
  let table = try Table12(quick: true).run(stop: StopSignal()) { _ in }
  print(table.text)
}

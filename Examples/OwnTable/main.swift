// A table in a file: the run that `continuum train trees.csv --label-column kind` makes.

import Continuum
import Foundation

let folder = FileManager.default.temporaryDirectory.appending(
  path: "continuum-own-table-\(ProcessInfo.processInfo.processIdentifier)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }

// A header, then a row for each sample. An empty cell in the label's column is a missing label.
var lines = ["height,girth,kind"]
for tree in 0..<400 {
  let isOak = tree.isMultiple(of: 2)
  let height = (isOak ? 20 : 12) + 3 * sin(Double(tree))
  let girth = (isOak ? 1.5 : 0.5) + 0.2 * cos(Double(7 * tree))
  let kind = tree % 8 < 6 ? "" : isOak ? "oak" : "birch"
  lines.append("\(height),\(girth),\(kind)")
}
let table = folder.appending(path: "trees.csv").path
try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: table))

// Columns are standardised, classes are the labels that occur, and a tenth of the rows is held out.
var reading = UserDataOptions()
reading.labelColumns = ["kind"]
let data = try UserDataset.load(table, reading, splitSeed: 1)
print("\(data.train.count) rows to train on, classes \(data.classNames)")

// The run loads the same by itself. What is not set has a default that depends on the data.
var request = TrainingRequest(.own)
request.data = table
request.directory = folder.appending(path: "run").path
try request.set(Settings.Keys.labelColumn, to: ["kind"])
try request.set(Settings.Keys.splitSeed, to: 1)
try request.set(Settings.Keys.epochs, to: 20)
try request.set(Settings.Keys.batchSize, to: 32)
try request.set(Settings.Keys.width, to: 0.03)

let report: (RunEvent) -> Void = { event in
  switch event {
  case .message(let text), .warning(let text): print(text)
  case .epoch(let summary):
    print("epoch \(summary.epoch): accuracy \(summary.test?.accuracy ?? .nan)")
  default: break
  }
}
var run = try TrainingRun(request, report: report)
let result = try run.run(stop: StopSignal(), report: report)
print("\(result.steps) steps, accuracy \(result.accuracy ?? .nan) on \(result.test.samples) rows")

// Everything is in the run's folder, for this program or a later one.
let saved = try RunDirectory(reading: run.directory.path)
let last = try saved.metrics.rows().last { $0.split == "train" }
print("metrics.csv: loss \(last?.loss ?? .nan) in epoch \(last?.epoch ?? 0)")
let evaluation = try EvaluationRun(saved.path).run { _ in }
print("checkpoint \(evaluation.checkpoint): accuracy \(evaluation.metrics.accuracy ?? .nan)")

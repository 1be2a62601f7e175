package import FileReaders
import Files
import Foundation
import Models
import Runs
import TestFiles
import Training

/// The readers of a run's files and of architectures.
package let runReaders = [
  Reader(
    "toml", file: "model.toml",
    seeds: { _ in
      [Architecture.dense, .cnn, .norb(), .rnn].map { Array($0.toml.utf8) } + [Array(sections.utf8)]
    },
    readings: [{ try readArchitecture($0) }]),
  Reader(
    "config", file: "config.json",
    seeds: { try savedConfigurations(in: $0) },
    readings: [{ try readSettings($0) }]),
  Reader(
    "metrics", file: "metrics.csv",
    seeds: { _ in logs.map { Array($0.utf8) } },
    readings: [{ try readMetrics($0) }]),
  Reader(
    "state", file: "step-8/state.json", prepare: { try writeTensors($0 + "/step-8") },
    seeds: { _ in states.map { Array($0.utf8) } },
    readings: [{ try readCheckpoints(above($0, "step-8/state.json")) }]),
  Reader(
    "index", file: "index.json",
    prepare: { folder in
      for name in ["step-8", "step-9"] {
        try writeTensors("\(folder)/\(name)")
        try write(Array(states[0].utf8), "\(folder)/\(name)/state.json")
      }
    },
    seeds: { _ in indices.map { Array($0.utf8) } },
    readings: [{ try readCheckpoints(above($0, "index.json")) }]),
]

private func above(_ path: String, _ file: String) -> String {
  String(path.dropLast(file.count + 1))
}

/// An architecture that is read is the same after it was written and read again.
private func readArchitecture(_ path: String) throws {
  let architecture = try Architecture(at: path)
  let again = try Architecture(toml: architecture.toml, path: path)
  guard again == architecture else { throw Mismatch("read again as \(again.toml)") }
}

/// The settings of a run are those that are saved and read again.
private func readSettings(_ path: String) throws {
  let settings = try RunDirectory(reading: above(path, "config.json")).settings()
  _ = settings.texts
  let copy = above(path, "config.json") + "/copy.json"
  try JSONFile.write(settings, to: copy)
  _ = try JSONFile.read(Settings.self, from: copy)
}

/// Cutting a log leaves one that can be read.
private func readMetrics(_ path: String) throws {
  let log = MetricsLog(at: path)
  let rows = try log.rows()
  try log.cut(backTo: 10)
  let left = try log.rows()
  guard left.count == rows.count(where: { $0.step <= 10 }) else {
    throw Mismatch("\(left.count) rows are left")
  }
}

private func readCheckpoints(_ folder: String) throws {
  let store = CheckpointStore(folder)
  _ = try store.checkpoint(.last)
  _ = try store.checkpoint(.best)
  guard let remark = try store.remark() else { return }
  guard remark == remark.onOneLine else { throw Mismatch("several lines: \(remark)") }
}

private func writeTensors(_ folder: String) throws {
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  for file in ["model", "optimizer"] {
    try SafetensorsFile.write([], to: "\(folder)/\(file).safetensors")
  }
}

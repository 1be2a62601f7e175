import Files
import Foundation
import Runs
import Testing
import Training

/// A run of six steps on twenty-four pictures of one line, on the host: three checkpoints, two of them at the
/// end of an epoch, and pictures.
struct SmallRun {
  static let steps = 6
  private static let rows = 24

  private let data: String
  private let stop = StopSignal()

  /// Writes the data into a folder.
  init(in folder: String) throws {
    data = "\(folder)/data"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    for (suffix, count) in [("", Self.rows), ("_test", 6)] {
      let pixels = (0..<count * 28).map {
        UInt8(truncatingIfNeeded: $0 &* 37 % 101 + $0 / 28 % 2 * 90)
      }
      try NpyFile.write(
        NamedArray("x", shape: [count, 1, 28], values: .uint8(pixels)), to: "\(data)/x\(suffix).npy"
      )
      try NpyFile.write(
        NamedArray("y", shape: [count], values: .int64((0..<Int64(count)).map { $0 % 2 })),
        to: "\(data)/y\(suffix).npy")
    }
  }

  /// Trains to the end, by calls that may fail.
  func train(
    _ path: String, _ opening: RunDirectory.Opening, seed: UInt64 = 1,
    by calls: any FileCalls = UnsynchronisedCalls()
  ) throws {
    var request = TrainingRequest(.own)
    request.data = data
    request.directory = path
    request.opening = opening
    request.fileSystem = FileSystem(calls)
    try request.set(Settings.Keys.seed, to: seed)
    try request.set(Settings.Keys.device, to: "host")
    try request.set(Settings.Keys.width, to: 0.004)
    try request.set(Settings.Keys.batchSize, to: 6)
    try request.set(Settings.Keys.maxSteps, to: Self.steps)
    try request.set(Settings.Keys.checkpointEvery, to: 2)
    try request.set(Settings.Keys.validationShare, to: 0.25)
    var run = try TrainingRun(request, report: { _ in })
    _ = try run.run(stop: stop, report: { _ in })
  }

  /// Goes on after a crash, as a user would: the run is resumed, or overwritten again where what was
  /// being overwritten is still there.
  func recover(_ path: String) throws {
    do {
      try train(path, .resume)
    } catch let error as RunError where error.kind == .usage {
      try train(path, .overwrite)
    }
  }

  /// What a run's folder holds, but for times and places.
  static func content(of path: String) throws -> FileTree {
    var tree = try FileTree(of: path)
    guard case .file(let bytes)? = tree.entries["results.json"] else { return tree }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter {
      !$0.contains("\"seconds\"") && !$0.contains("\"run\"")
    }
    tree.entries["results.json"] = .file(Array(lines.joined(separator: "\n").utf8))
    return tree
  }
}

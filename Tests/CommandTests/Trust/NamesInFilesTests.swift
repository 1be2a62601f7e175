import Files
import Foundation
import TestFiles
import Testing

/// Names that come out of a file are never paths: none leads out of the folder that is written to.
@Suite struct NamesInFilesTests {
  private static let names = [
    "../escaped", "../../escaped", "/tmp/continuum-escaped", "a/../../escaped",
  ]

  private func files(_ folder: String) throws -> Set<String> {
    Set(try FileManager.default.subpathsOfDirectory(atPath: folder))
  }

  /// Whether something was written under one of the names, around a folder or outside.
  private func expectNothingEscaped(_ folder: String, _ name: String) throws {
    let found = try files(folder).filter { $0.contains("escaped") && !$0.hasPrefix("data.") }
    #expect(found.isEmpty, "\(name): \(found)")
    #expect(!FileManager.default.fileExists(atPath: "/tmp/continuum-escaped"))
    let above = URL(fileURLWithPath: folder).deletingLastPathComponent().path
    for place in ["escaped", "escaped.npy", "escaped.png"] {
      #expect(!FileManager.default.fileExists(atPath: "\(above)/\(place)"), "\(name)")
    }
  }

  private func train(_ folder: String, _ data: String, _ more: [String] = []) throws -> Finished {
    try Command.run(
      [
        "train", data, "--device", "host", "--max-steps", "2", "--batch-size", "8", "--set",
        "width=0.03125", "--run", "\(folder)/inner/run",
      ] + more, in: folder)
  }

  /// Arrays in an archive are looked for by their names and unpacked into memory.
  @Test(arguments: names)
  func inAnArchive(name: String) throws {
    try withFolder { folder in
      let values = (0..<24 * 5).map { Float($0 % 7) }
      let labels = (0..<24).map { Int32($0 % 3) }
      try NpzFile.write(
        [
          NamedArray("x", shape: [24, 5], values), NamedArray(name, shape: [24, 5], values),
          NamedArray("y", shape: [24], values: .int32(labels)),
        ], to: "\(folder)/data.npz")
      let finished = try train(folder, "\(folder)/data.npz")
      #expect([0, 64, 65].contains(finished.status), "\(finished.errors)")
      _ = try train(folder, "\(folder)/data.npz", ["--x-key", name, "--overwrite"])
      try expectNothingEscaped(folder, name)
    }
  }

  /// Columns and classes are written into files, and name none.
  @Test(arguments: names)
  func inATable(name: String) throws {
    try withFolder { folder in
      let rows = (0..<24).map { "\($0 % 5),\($0 % 7),\($0 % 2 == 0 ? name : "b")" }
      let text = (["\(name),width,kind"] + rows).joined(separator: "\n") + "\n"
      try write(Array(text.utf8), "\(folder)/data.csv")
      let finished = try train(folder, "\(folder)/data.csv", ["--label-column", "kind"])
      #expect(finished.status == 0, "\(finished.errors)")
      let predicted = try Command.run([
        "predict", "\(folder)/inner/run", "--input", "\(folder)/data.csv", "--output",
        "\(folder)/inner/said.csv",
      ])
      #expect(predicted.status == 0, "\(predicted.errors)")
      try expectNothingEscaped(folder, name)
    }
  }

  /// An architecture's file has no names, and refuses keys that it does not know.
  @Test(arguments: names)
  func inAnArchitecture(name: String) throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let shown = try Command.run(["model", "show", "dense"]).output
      try write(Array("name = \"\(name)\"\n\(shown)".utf8), "\(folder)/data.toml")
      let finished = try Command.run(
        [
          "train", "mnist", "--data", folder, "--device", "host", "--max-steps", "1",
          "--batch-size", "8", "--model", "\(folder)/data.toml",
        ], in: folder)
      #expect(finished.status == 65, "\(finished.errors)")
      #expect(try files(folder).isDisjoint(with: ["runs"]))
      try expectNothingEscaped(folder, name)
    }
  }

  /// The index of checkpoints names folders beside it, nothing else.
  @Test(arguments: ["../../other/checkpoints/step-1", "/step-1", "step-1/../step-1"])
  func inAnIndex(name: String) throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let trained = try Command.run(training(folder, "--max-steps", "1"))
      #expect(trained.status == 0, "\(trained.errors)")
      let index = "{\"format\": 1, \"last\": \"\(name)\", \"best\": null}\n"
      try write(Array(index.utf8), "\(folder)/run/checkpoints/index.json")
      let resumed = try Command.run(training(folder, "--max-steps", "2", "--resume"))
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(resumed.output.contains("step-1, is taken for the last"), "\(resumed.output)")
    }
  }
}

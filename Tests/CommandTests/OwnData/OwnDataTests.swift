import Files
import Foundation
import TestFiles
import Testing

/// Training on one's own files, and what can be done with such a run.
@Suite struct OwnDataTests {
  /// Writes data of a form into a folder; returns the path to train on and further options.
  private func write(_ form: String, _ folder: String) throws -> (path: String, options: [String]) {
    switch form {
    case "npz":
      try OwnData.writeArrays("\(folder)/data.npz")
      return ("\(folder)/data.npz", [])
    case "npy":
      let labels = NamedArray("y", shape: [OwnData.count], values: .int64(OwnData.labels))
      try FileManager.default.createDirectory(
        atPath: "\(folder)/arrays", withIntermediateDirectories: true)
      try NpyFile.write(OwnData.pictures(), to: "\(folder)/arrays/x.npy")
      try NpyFile.write(labels, to: "\(folder)/arrays/y.npy")
      return ("\(folder)/arrays", [])
    case "csv":
      try OwnData.write(Array(OwnData.table().utf8), "\(folder)/data.csv")
      return ("\(folder)/data.csv", ["--label-column", "kind"])
    default:
      try OwnData.writePictures("\(folder)/pictures")
      return ("\(folder)/pictures", [])
    }
  }

  @Test(arguments: ["npz", "npy", "csv", "images"])
  func aRunOnOnesOwnDataDoesAllThatOthersDo(form: String) throws {
    try withFolder { folder in
      let (path, options) = try write(form, folder)
      let run = "\(folder)/run"
      let trained = try Command.run(OwnData.training(path, run: run, "--json") + options)
      #expect(trained.status == 0, "\(trained.errors)")
      let results = try trained.json()
      #expect(results["labelled"] as? Int ?? 0 > 0 && results["unlabelled"] as? Int ?? 0 > 0)
      let resumed = try Command.run(
        ["train", path, "--run", run, "--resume", "--max-steps", "3"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      let evaluated = try Command.run(["evaluate", run, "--json"])
      #expect(evaluated.status == 0, "\(evaluated.errors)")
      #expect(try evaluated.json()["samples"] as? Int ?? 9 < 3)
      let description = try String(contentsOfFile: "\(run)/data.json", encoding: .utf8)
      #expect(description.contains(form == "csv" || form == "images" ? "cat" : "\"1\""))
      let scored = try Command.run(["score", run, "--draws", "2", "--json"])
      #expect(scored.status == 0, "\(scored.errors)")
      guard form != "csv" else { return }
      for picture in ["reconstruct", "sample", "traverse"] {
        let drawn = try Command.run([picture, run, "--output", "\(folder)/\(picture).png"])
        #expect(drawn.status == 0, "\(picture): \(drawn.errors)")
      }
    }
  }

  @Test func aPlanIsPrintedWithoutTraining() throws {
    try withFolder { folder in
      try OwnData.writeArrays("\(folder)/data.npz")
      let printed = try Command.run(
        OwnData.training("\(folder)/data.npz", run: "\(folder)/run", "--print-plan"))
      #expect(printed.status == 0, "\(printed.errors)")
      #expect(printed.output.split(separator: "\n").last?.hasPrefix("launches: ") == true)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/run"))
    }
  }

  @Test func labelsCanBeHidden() throws {
    try withFolder { folder in
      try OwnData.writeArrays("\(folder)/data.npz")
      let trained = try Command.run(
        OwnData.training(
          "\(folder)/data.npz", run: "\(folder)/run", "--labels", "4", "--json"))
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(try trained.json()["labelled"] as? Int == 4)
    }
  }

  @Test func withoutLabelsTheFamilyIsUnsupervised() throws {
    try withFolder { folder in
      try OwnData.write(Array(OwnData.table(labels: false).utf8), "\(folder)/data.csv")
      let trained = try Command.run(
        OwnData.training("\(folder)/data.csv", run: "\(folder)/run"))
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains("eu"), "\(trained.output)")
      let asked = try Command.run(
        OwnData.training("\(folder)/data.csv", run: "\(folder)/other", "--family", "ss"))
      #expect(asked.status == 64 && asked.errors.contains("no row of the data has a label"))
    }
  }

  @Test func sequencesTrain() throws {
    try withFolder { folder in
      let values = (0..<OwnData.count * 10 * 3).map { Float($0 % 11) / 5 - 1 }
      let x = NamedArray("x", shape: [OwnData.count, 10, 3], values)
      try OwnData.writeArrays("\(folder)/data.npz", [x])
      let trained = try Command.run([
        "train", "\(folder)/data.npz", "--kind", "sequence", "--run", "\(folder)/run", "--device",
        "host", "--set", "width=0.1", "--max-steps", "2",
      ])
      #expect(trained.status == 0, "\(trained.errors)")
      let evaluated = try Command.run(["evaluate", "\(folder)/run"])
      #expect(evaluated.status == 0, "\(evaluated.errors)")
    }
  }

  @Test func otherDataOfTheSameSizeAreRefusedOnResume() throws {
    try withFolder { folder in
      let (path, run) = ("\(folder)/data.npz", "\(folder)/run")
      try OwnData.writeArrays(path)
      #expect(try Command.run(OwnData.training(path, run: run)).status == 0)
      let others = NamedArray(
        "y", shape: [OwnData.count], values: .int64(OwnData.labels.map { $0 < 0 ? -1 : 1 - $0 }))
      try OwnData.writeArrays("\(folder)/other.npz", [others])
      let resumed = try Command.run(
        ["train", "\(folder)/other.npz", "--run", run, "--resume", "--max-steps", "3"])
      #expect(resumed.status == 65 && resumed.errors.contains("other labels"))
      // The same rows under other names of classes.
      let named = OwnData.labels.map { $0 < 0 ? $0 : $0 + 1 }
      let y = NamedArray("y", shape: [OwnData.count], values: .int64(named))
      try OwnData.writeArrays("\(folder)/named.npz", [y])
      let renamed = try Command.run(
        ["train", "\(folder)/named.npz", "--run", run, "--resume", "--max-steps", "3"])
      #expect(renamed.status == 65 && renamed.errors.contains("the classes 1, 2, not 0, 1,"))
    }
  }
}

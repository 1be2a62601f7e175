import Files
import Foundation
import TestFiles
import Testing

/// What `predict` and `score` read for a run on one's own data.
@Suite struct OwnInputTests {
  private static let names = ["log_variance", "mean", "probabilities", "reconstruction"]

  @Test(arguments: OwnRun.Form.allCases)
  func whatARunWasTrainedOnIsRead(form: OwnRun.Form) throws {
    try withFolder { folder in
      let run = try OwnRun(form, in: folder)
      let arrays = try run.predictions(run.data)
      #expect(
        arrays.map(\.name) == Self.names + (form == .table ? ["standard_deviation"] : []))
      #expect(arrays[1].shape == [OwnData.count, 2] && arrays[2].shape == [OwnData.count, 2])
      let scored = try Command.run(
        ["score", run.path, "--input", run.data, "--draws", "2", "--json"])
      #expect(scored.status == 0, "\(scored.errors)")
      #expect(try scored.json()["samples"] as? Int == OwnData.count)
    }
  }

  @Test func arraysUnderOtherNamesAndInOtherForms() throws {
    try withFolder { folder in
      let run = try OwnRun(.arrays, in: folder)
      let expected = try run.predictions(run.data)
      let x = OwnData.pictures()
      let inputs: [(String, NamedArray)] = [
        ("alone.npz", x.named("pixels")), ("x.npy", x),
        ("flat.npy", NamedArray("", shape: [OwnData.count, 64], values: x.values)),
        ("grey.npy", NamedArray("", shape: [OwnData.count, 8, 8, 1], values: x.values)),
        (
          "floats.npy",
          NamedArray("", shape: x.shape, x.convertedToFloat32().map { $0 / 255 })
        ),
      ]
      for (name, array) in inputs {
        let path = "\(folder)/\(name)"
        if name.hasSuffix("npz") {
          try NpzFile.write([array], to: path)
        } else {
          try NpyFile.write(array, to: path)
        }
        #expect(try run.predictions(path) == expected, "\(name)")
      }
      try SafetensorsFile.write([x], to: "\(folder)/x.safetensors")
      #expect(try run.predictions("\(folder)/x.safetensors") == expected)
      try FileManager.default.createDirectory(
        atPath: "\(folder)/arrays", withIntermediateDirectories: true)
      try NpyFile.write(x, to: "\(folder)/arrays/x.npy")
      #expect(try run.predictions("\(folder)/arrays") == expected)
    }
  }

  @Test func aGivenNameOfTheSamplesIsThatOfTheInput() throws {
    try withFolder { folder in
      let arrays = [
        OwnData.pictures().named("pixels"),
        NamedArray("y", shape: [OwnData.count], values: .int64(OwnData.labels)),
      ]
      try NpzFile.write(arrays, to: "\(folder)/named.npz")
      let trained = try Command.run(
        OwnData.training("\(folder)/named.npz", run: "\(folder)/run", "--x-key", "pixels"))
      #expect(trained.status == 0, "\(trained.errors)")
      let finished = try Command.run([
        "predict", "\(folder)/run", "--input", "\(folder)/named.npz", "--output",
        "\(folder)/out.npz",
      ])
      #expect(finished.status == 0, "\(finished.errors)")
    }
  }

  @Test func columnsMayBeInAnyOrderAndLabelsMissing() throws {
    try withFolder { folder in
      let run = try OwnRun(.table, in: folder)
      let expected = try run.predictions(run.data)
      let rows = OwnData.table().split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let others: [(String, [Int])] = [
        ("swapped", [1, 0, 2]), ("first", [2, 1, 0]), ("unlabelled", [0, 1]),
        ("both", [1, 0]),
      ]
      for (name, order) in others {
        let text = rows.map { row in order.map { String(row[$0]) }.joined(separator: ";") }
          .joined(separator: "\r\n")
        #expect(try run.predictions(run.write(text, "\(name).csv")) == expected, "\(name)")
      }
      // An array has no names; its columns are said.
      let values = rows.dropFirst().flatMap { $0.prefix(2).map { Float($0) ?? .nan } }
      try NpyFile.write(
        NamedArray("", shape: [OwnData.count, 2], values), to: "\(folder)/x.npy")
      #expect(try run.predictions("\(folder)/x.npy") == expected)
      #expect(try run.predict("\(folder)/x.npy").output.contains("order: height, weight"))
    }
  }

  @Test func foldersOfPicturesWithAndWithoutClasses() throws {
    try withFolder { folder in
      let run = try OwnRun(.pictures, in: folder)
      let bytes = PNGFile.bytes(
        width: 8, height: 8, grey: (0..<64).map { UInt8($0 * 3) })
      for place in ["flat/one.png", "classes/cat/one.png", "unlabelled/unlabelled/one.png"] {
        try OwnData.write(bytes, "\(folder)/\(place)")
      }
      let expected = try run.predictions("\(folder)/flat")
      #expect(try run.predictions("\(folder)/classes") == expected)
      #expect(try run.predictions("\(folder)/unlabelled") == expected)
      let pixels = NamedArray("", shape: [1, 8, 8], values: .uint8((0..<64).map { $0 * 3 }))
      try NpyFile.write(pixels, to: "\(folder)/x.npy")
      #expect(try run.predictions("\(folder)/x.npy") == expected)
      // Scores name the picture.
      let scored = try Command.run(["score", run.path, "--input", "\(folder)/classes"])
      #expect(scored.status == 0, "\(scored.errors)")
      #expect(scored.output.contains("picture\tscore") && scored.output.contains("cat/one.png\t"))
    }
  }

  @Test func unusualValuesAreWarnedOf() throws {
    try withFolder { folder in
      let run = try OwnRun(.table, in: folder)
      let unusual = try run.predict(run.write("height,weight\n5,1\n5,90\n"))
      #expect(unusual.status == 0, "\(unusual.errors)")
      #expect(unusual.output.contains("line 3, column weight"), "\(unusual.output)")
      let usual = try run.predict(run.write("height,weight\n5,1\n"))
      #expect(usual.status == 0 && !usual.output.contains("warning"), "\(usual.output)")
    }
  }

  /// What is read is not written over.
  @Test func theInputIsNoOutput() throws {
    try withFolder { folder in
      let run = try OwnRun(.arrays, in: folder)
      let before = try Data(contentsOf: URL(fileURLWithPath: run.data))
      let finished = try run.predict(
        "\(folder)/../\((folder as NSString).lastPathComponent)/data.npz", "data.npz")
      expectFailure(finished, 64, "output", "which is read")
      #expect(try Data(contentsOf: URL(fileURLWithPath: run.data)) == before)
    }
  }
}

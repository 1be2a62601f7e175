import Files
import Foundation
import TestFiles
import Testing

/// Predicted classes as a `.csv`.
@Suite struct PredictionTableTests {
  /// The cells of a table without quotes.
  private func cells(_ path: String) throws -> [[String]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func namesClassesAndTheirProbabilities() throws {
    try withFolder { folder in
      let run = try OwnRun(.table, in: folder)
      let finished = try run.predict(run.data, "out.csv", "--json")
      #expect(finished.status == 0, "\(finished.errors)")
      let classes = try finished.json()["classes"] as? [String: [String]]
      #expect(classes == ["probabilities": ["cat", "dog"]])
      let table = try cells("\(folder)/out.csv")
      #expect(table.count == 1 + OwnData.count)
      #expect(table[0] == ["row", "class", "probability", "p(cat)", "p(dog)"])
      let arrays = try run.predictions(run.data)
      let probabilities = try #require(arrays.first { $0.name == "probabilities" }?.float32)
      for (row, cells) in table.dropFirst().enumerated() {
        let pair = [probabilities[2 * row], probabilities[2 * row + 1]]
        #expect(cells[0] == "\(row)")
        #expect(cells[1] == (pair[1] > pair[0] ? "dog" : "cat"))
        #expect(cells[2...].map { Float($0) } == [pair.max(), pair[0], pair[1]])
      }
    }
  }

  @Test func picturesHaveTheirPaths() throws {
    try withFolder { folder in
      let run = try OwnRun(.pictures, in: folder)
      #expect(try run.predict(run.data, "out.csv").status == 0)
      let table = try cells("\(folder)/out.csv")
      #expect(table[0][0] == "picture" && table[1][0] == "cat/0.png")
    }
  }

  @Test func severalHeadsArePrefixedAndNamesQuoted() throws {
    try withFolder { folder in
      let rows = (0..<24).map { "\($0 % 5),\($0 % 7),\($0 % 2 == 0 ? "\"a, b\"" : "c"),\($0 % 3)" }
      let text = (["u,v,one,two"] + rows).joined(separator: "\n")
      try OwnData.write(Array(text.utf8), "\(folder)/data.csv")
      let trained = try Command.run(
        OwnData.training(
          "\(folder)/data.csv", run: "\(folder)/run", "--label-column", "one,two"))
      #expect(trained.status == 0, "\(trained.errors)")
      let finished = try Command.run([
        "predict", "\(folder)/run", "--input", "\(folder)/data.csv", "--output",
        "\(folder)/out.csv",
      ])
      #expect(finished.status == 0, "\(finished.errors)")
      let written = try String(contentsOfFile: "\(folder)/out.csv", encoding: .utf8)
      #expect(
        written.hasPrefix(
          "row,one.class,one.probability,\"one.p(a, b)\",one.p(c),two.class,two.probability,"
            + "two.p(0),two.p(1),two.p(2)\n"))
    }
  }

  @Test func aModelWithoutClassesHasNoTable() throws {
    try withFolder { folder in
      let run = try OwnRun(.arrays, in: folder, "--family", "eu")
      expectFailure(
        try run.predict(run.data, "out.csv"), 64, "without classes", ".safetensors or .npz")
    }
  }

  @Test func aKnownDataSetHasTablesToo() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let trained = try Command.run(training(folder, "--max-steps", "1"))
      #expect(trained.status == 0, "\(trained.errors)")
      try NpyFile.write(
        NamedArray("", shape: [2, 784], [Float](repeating: 0.5, count: 1568)),
        to: "\(folder)/x.npy")
      let finished = try Command.run([
        "predict", "\(folder)/run", "--input", "\(folder)/x.npy", "--output", "\(folder)/out.csv",
      ])
      #expect(finished.status == 0, "\(finished.errors)")
      let table = try cells("\(folder)/out.csv")
      #expect(table.count == 3 && table[0].count == 13)
    }
  }
}

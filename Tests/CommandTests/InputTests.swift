import Files
import Foundation
import TestFiles
import Testing

/// What `predict` and `score` make of the arrays that people have.
@Suite struct InputTests {
  /// Predicts without a run. The samples are read before the weights, which are not there: what is
  /// wrong with the samples is status 65, and samples that pass are status 66.
  private func check(
    _ array: NamedArray, model: String = "dense", _ status: Int32, _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try withFolder { folder in
      try NpyFile.write(array, to: "\(folder)/x.npy")
      let finished = try Command.run([
        "predict", "--model", model, "--weights", "\(folder)/none.safetensors", "--device", "host",
        "--set", "width=0.1", "--input", "\(folder)/x.npy", "--output", "\(folder)/out.npz",
      ])
      let line = finished.errorLines.last.map(String.init) ?? ""
      #expect(finished.status == status, "\(finished.errors)", sourceLocation: sourceLocation)
      for word in words + [status == 66 ? "none.safetensors" : "x.npy"] {
        #expect(line.contains(word), "\(finished.errors)", sourceLocation: sourceLocation)
      }
    }
  }

  private func images(_ shape: [Int], _ value: (Int) -> Float) -> NamedArray {
    NamedArray("", shape: shape, (0..<shape.reduce(1, *)).map(value))
  }

  @Test func valuesThatAreNotFinite() throws {
    try check(images([2, 784]) { $0 == 789 ? .nan : 0 }, 65, "NaN in row 1, element 5")
    try check(
      images([3, 28, 28]) { $0 == 783 ? -.infinity : 0 }, 65, "infinite", "row 0, element 783")
    try check(
      images([2, 128, 6]) { $0 == 768 ? .nan : 0 }, model: "rnn", 65, "NaN in row 1, element 0")
  }

  @Test func valuesFarOutside() throws {
    try check(
      images([1, 784]) { Float($0 % 256) }, 65, "from 0.0 to 255.0", "divide", "uint8")
    try check(images([1, 784]) { Float($0 % 3) - 1 }, 65, "from -1.0 to 1.0", "standardised")
    try check(images([1, 784]) { Float($0 % 2) * 3.2 - 0.4 }, 65, "standardised")
    try check(
      images([1, 128, 6]) { Float($0 * 10) }, model: "rnn", 65, "7670.0", "standardised before")
    try check(images([1, 784]) { Float($0 % 256) / 255 }, 66)
    try check(images([1, 784]) { Float($0 % 2) * 1.1 }, 66)
  }

  @Test func axesInAnotherOrder() throws {
    func zeros(_ shape: Int...) -> NamedArray { images(shape) { _ in 0 } }
    let transpose = "x.transpose("
    try check(zeros(2, 1, 28, 28), 65, transpose + "0, 2, 3, 1)", "a reshape would scramble")
    try check(zeros(28, 28, 3), 65, transpose + "2, 0, 1)")
    try check(zeros(784, 2), 65, transpose + "1, 0)")
    try check(zeros(28, 28), 65, "x[numpy.newaxis]")
    try check(zeros(2, 14, 56), 65, "[2, 14, 56]", "[N, 28, 28, 1]", "this shape")
    try check(zeros(3, 2, 96, 96), model: "norb", 65, transpose + "0, 2, 3, 1)")
    try check(zeros(2, 96, 96, 5), model: "norb", 65, transpose + "3, 1, 2, 0)")
    try check(zeros(3, 6, 128), model: "rnn", 65, transpose + "0, 2, 1)")
  }

  @Test func filesThatAreNoArrays() throws {
    try withFolder { folder in
      let input = "\(folder)/x.npy"
      func predict() throws -> Finished {
        try Command.run([
          "predict", "--model", "dense", "--weights", "none", "--input", input, "--output",
          "\(folder)/out.npz",
        ])
      }
      try TestFiles.write(Array("<!DOCTYPE html><html></html>".utf8), input)
      expectFailure(try predict(), 65, "x.npy: found an HTML page", ".npy, .npz or safetensors")
      try TestFiles.write(SmallData.images(1), input)
      expectFailure(try predict(), 65, "x.npy: found an IDX file")
    }
  }

  /// Nothing is computed or written where the ending of the output says no format.
  @Test func theEndingDecidesTheFormat() throws {
    try withFolder { folder in
      for name in ["pred.npy", "pred", "pred.safetensors.gz", ".npz/pred", "pred.tsv"] {
        let finished = try Command.run([
          "predict", "\(folder)/none", "--input", "\(folder)/none.npy", "--output",
          "\(folder)/\(name)",
        ])
        expectFailure(finished, 64, "--output", name, ".safetensors or .npz or .csv")
      }
      for command in ["reconstruct", "sample", "traverse"] {
        let finished = try Command.run(
          [command, "\(folder)/none", "--output", "\(folder)/rec.jpg"])
        expectFailure(finished, 64, "--output", "rec.jpg", ".png")
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left.isEmpty)
    }
  }

  @Test func booleansAndUnusualValues() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let trained = try Command.run(training(folder, "--max-steps", "1"))
      #expect(trained.status == 0, "\(trained.errors)")
      let input = "\(folder)/x.npy"
      func predict(_ values: NamedArray.Values, _ output: String) throws -> Finished {
        try NpyFile.write(NamedArray("", shape: [1, 784], values: values), to: input)
        let finished = try Command.run([
          "predict", "\(folder)/run", "--input", input, "--output", "\(folder)/\(output)",
        ])
        #expect(finished.status == 0, "\(finished.errors)")
        return finished
      }
      let flags = (0..<784).map { $0 % 3 == 0 }
      let asFloats = try predict(.float32(flags.map { $0 ? 1 : 0 }), "floats.npz")
      #expect(!asFloats.output.contains("warning"))
      #expect(try !predict(.bool(flags), "flags.NPZ").output.contains("warning"))
      let expected = try NpzFile.read("\(folder)/floats.npz")
      #expect(try NpzFile.read("\(folder)/flags.NPZ") == expected)
      #expect(
        expected.map(\.name) == ["log_variance", "mean", "probabilities", "reconstruction"])
      let bytes = try predict(.uint8(flags.map { $0 ? 1 : 0 }), "bytes.npz")
      #expect(bytes.output.contains("warning: ") && bytes.output.contains("bytes of 0 and 1"))
      let outside = try predict(.float32(flags.map { $0 ? 1.25 : 0 }), "outside.npz")
      #expect(outside.output.contains("warning: \(input): values from 0.0 to 1.25"))
      // Scores check their input alike.
      try NpyFile.write(
        NamedArray("", shape: [1, 784], [Float](repeating: .nan, count: 784)), to: input)
      let scored = try Command.run(["score", "\(folder)/run", "--input", input])
      expectFailure(scored, 65, "NaN in row 0, element 0")
    }
  }

  /// Errors of the operating system are one line, whatever library reports them.
  @Test func placesThatCannotBeMade() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let trained = try Command.run([
        "train", "mnist", "--data", folder, "--device", "host", "--run", "/proc/x/run", "--set",
        "width=0.03125", "--max-steps", "1",
      ])
      expectFailure(trained, 73, "/proc/x")
      let made = try Command.run(
        ["data", "make", "small-norb", "--data", "/proc/x", "--pairs", "1"])
      // Without a device to render with, that is what is said first.
      #expect([73, 69].contains(made.status), "\(made.errors)")
      for finished in [trained, made] {
        #expect(finished.errorLines.count == 1, "\(finished.errors)")
        #expect(!finished.errors.contains("Cocoa") && !finished.errors.contains("UserInfo"))
      }
    }
  }
}

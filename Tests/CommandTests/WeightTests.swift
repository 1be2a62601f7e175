import Files
import Foundation
import TestFiles
import Testing

@Suite struct WeightTests {
  /// Predicts with weights that `change` has made wrong.
  private func predict(
    _ folder: String, _ change: (inout [NamedArray]) -> Void
  ) throws -> Finished {
    var arrays = try SafetensorsFile(at: "\(folder)/run/checkpoints/last/model.safetensors")
      .arrays()
    change(&arrays)
    let weights = "\(folder)/weights.safetensors"
    try SafetensorsFile.write(arrays, to: weights)
    let input = "\(folder)/images.npy"
    try NpyFile.write(
      NamedArray("", shape: [1, 784], [Float](repeating: 0, count: 784)), to: input)
    return try Command.run([
      "predict", "--model", "dense", "--family", "ss", "--weights", weights, "--set",
      "width=0.03125", "--device", "host", "--input", input, "--output",
      "\(folder)/out.safetensors",
    ])
  }

  @Test func tensorsMustBeThoseOfTheModel() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      #expect(try Command.run(training(folder, "--max-steps", "1")).status == 0)
      #expect(try predict(folder) { _ in }.status == 0)
      expectFailure(
        try predict(folder) { $0.removeAll { $0.name == "encoder.dense1.bias" } }, 65,
        "encoder.dense1.bias")
      expectFailure(
        try predict(folder) { $0.append(NamedArray("encoder.dense9.bias", shape: [1], [0])) }, 65,
        "encoder.dense9.bias")
      expectFailure(
        try predict(folder) { arrays in
          arrays.removeAll { $0.name == "pi.bias" }
          arrays.append(NamedArray("pi.bias", shape: [5, 2], [Float](repeating: 0, count: 10)))
        }, 65, "pi.bias", "[5, 2]", "[10]")
    }
  }

  @Test func inputsMustBeImages() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      #expect(try Command.run(training(folder, "--max-steps", "1")).status == 0)
      func predict(_ input: String, _ output: String = "out.safetensors") throws -> Finished {
        try Command.run([
          "predict", "\(folder)/run", "--input", "\(folder)/\(input)", "--output",
          "\(folder)/\(output)",
        ])
      }
      expectFailure(try predict("none.npy"), 66, "none.npy")
      let path = "\(folder)/wrong.npy"
      try NpyFile.write(NamedArray("", shape: [1, 3], [0, 0, 0]), to: path)
      expectFailure(try predict("wrong.npy"), 65, "[1, 3]", "[N, 784]")
      let values = [Double](repeating: 0, count: 784)
      try NpyFile.write(NamedArray("", shape: [1, 784], values: .float64(values)), to: path)
      expectFailure(try predict("wrong.npy"), 65, "float64", "uint8, float32 or bool")
      try NpyFile.write(
        NamedArray("", shape: [1, 784], [Float](repeating: 0, count: 784)), to: path)
      expectFailure(try predict("wrong.npy", "no/such/folder/out.npz"), 73, "no/such/folder")
    }
  }

  @Test func unsupervisedWeightsFitTheSemiSupervisedModel() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let first = try Command.run(
        training(folder, run: "eu", "--family", "eu", "--max-steps", "2"))
      #expect(first.status == 0, "\(first.errors)")
      let weights = "\(folder)/eu/checkpoints/last/model.safetensors"
      let second = try Command.run(
        training(folder, run: "ss", "--max-steps", "2", "--weights", weights))
      #expect(second.status == 0 && second.output.contains("initialised"), "\(second.errors)")
    }
  }
}

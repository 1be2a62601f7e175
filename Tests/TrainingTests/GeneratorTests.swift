import Execution
import Models
import Testing
import Training

@Suite struct GeneratorTests {
  /// The decoder alone, given the code that the whole model has found, says the same as the model.
  @Test(arguments: SemiSupervisedVAE.Family.allCases.filter { $0 != .es }, [false, true])
  func theDecoderAloneAgreesWithTheModel(
    family: SemiSupervisedVAE.Family, isConvolutional: Bool
  ) throws {
    let model: SemiSupervisedVAE =
      isConvolutional ? .cnn(family, width: 0.03125) : .dense(family, width: 0.03125)
    let executor = HostExecutor()
    let predictor = Predictor(model, batchSize: 3, on: executor)
    try predictor.prepare()
    let generator = try Generator(model, batchSize: 2, on: executor)
    try executor.initialize(predictor.variables, seed: 5)
    let count = 3
    let images = (0..<count * 784).map { Float($0 % 37) / 37 }
    let said = try predictor.predict(count: count) { range in
      Array(images[range.lowerBound * 784..<range.upperBound * 784])
    }
    let decoded = try generator.generate(
      count: count, z: try #require(said["mean"]).values,
      classes: said["probabilities"].map { [$0.values] } ?? [])
    let expected = try #require(said["reconstruction"])
    #expect(decoded.shape == expected.shape)
    let difference = zip(decoded.values, expected.values).map { abs($0 - $1) }.max() ?? .infinity
    #expect(difference < 1e-6)
    #expect((decoded.values.max() ?? 0) > (decoded.values.min() ?? 0))
  }
}

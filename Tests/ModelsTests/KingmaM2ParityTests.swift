import Execution
import Files
import Foundation
import Graphs
import Layers
import Models
import Testing
import Training

extension WholeModels {
  /// M2 against `Fixtures/kingma_m2.py`, which computes the classes of every row one by one.
  @Suite("Kingma's M2")
  struct KingmaM2ParityTests {
    /// The sizes and weights of the script.
    private static let (rows, labelled, classes, latent) = (12, 5, 10, 3)
    private static let model = KingmaM2(
      units: 24, latent: latent, objective: Objective(labelWeight: 20, klWeight: 0.5))

    private static func arrays() throws -> [String: NamedArray] {
      let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
      let file = try SafetensorsFile(
        at: folder.appendingPathComponent("kingma-m2.safetensors").path)
      return Dictionary(uniqueKeysWithValues: try file.arrays().map { ($0.name, $0) })
    }

    @Test(arguments: ParityTarget.allCases, [true, false])
    func lossAndGradients(_ target: ParityTarget, fused: Bool) throws {
      let executor = try target.makeExecutor(for: [])
      let golden = try Self.arrays().mapValues { $0.convertedToFloat32().map(Double.init) }
      let noise = TensorSpec([Self.rows, Self.classes, Self.latent])
      let plan = TrainingPlan(
        Self.model, batchSize: Self.rows, optimizer: RMSprop(learningRate: 1e-3),
        inspected: true, givenNoise: noise)
      let trainer = try Trainer(plan, on: executor, seed: 0, fused: fused)
      let generator = GoldenGenerator()
      let parameters = trainer.variables.filter { $0.role == .parameter }
      #expect(
        Set(parameters.map { "gradient/" + $0.name })
          == Set(golden.keys.filter { $0.hasPrefix("gradient/") }))
      for variable in parameters {
        let values = try #require(
          generator.variable(variable.name, shape: variable.spec.shape.dimensions))
        try executor.set(variable, to: HostTensor(values, shape: variable.spec.shape))
      }
      let losses = try trainer.train(
        on: TrainingBatch(
          x: generator.images("images.16", count: Self.rows * 784),
          labels: [generator.labels(rows: Self.rows, labelled: Self.labelled)],
          labelled: (0..<Self.rows).map { $0 < Self.labelled ? 1 : 0 }),
        noise: HostTensor(
          generator.noise(step: 0, count: noise.shape.count), shape: noise.shape))
      #expect(losses.names == [.total, .reconstruction, .kl, .entropy, .classification])
      for name in losses.names {
        try Self.expectClose([Double(losses[name] ?? .nan)], golden["loss/\(name)"], "\(name)")
      }
      for variable in parameters {
        let gradient = try trainer.output("gradient." + variable.name).values
        try Self.expectClose(
          gradient.map(Double.init), golden["gradient/" + variable.name], variable.name)
      }
    }

    /// ‖actual − golden‖ ≤ 1e-4 · ‖golden‖.
    private static func expectClose(
      _ actual: [Double], _ golden: [Double]?, _ name: String
    ) throws {
      func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      let expected = try #require(golden)
      let distance = norm(zip(actual, expected).map { $0 - $1 }) / norm(expected)
      #expect(actual.count == expected.count && distance <= 1e-4, "\(name): \(distance)")
    }
  }
}

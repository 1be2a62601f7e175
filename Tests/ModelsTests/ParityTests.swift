import Models
import Testing

extension WholeModels {
  @Suite("dense and convolutional")
  struct ParityTests {
    @Test(arguments: ParityTarget.allCases, ["dense", "cnn"])
    func narrow(_ target: ParityTarget, _ model: String) async throws {
      try await expectParity(
        ["ss", "es", "eu"].flatMap { family in
          [Objective.PiGradient.through, .stopped].map {
            GoldenRun(
              name: "narrow-\(model)-\(family)", piGradient: $0, fused: $0 == .stopped,
              comparesFifth: model == "dense")
          }
        }, on: target)
    }

    @Test(arguments: ParityTarget.allCases)
    func fullDense(_ target: ParityTarget) async throws {
      try await expectParity(
        target.families.map { GoldenRun(name: "full-dense-\($0)") }, on: target)
    }

    @Test(arguments: [ParityTarget.cpu, .gpu])
    func fullConvolutional(_ target: ParityTarget) async throws {
      try await expectParity(
        target.families.map { GoldenRun(name: "full-cnn-\($0)", comparesFifth: false) }, on: target)
    }

    @Test func fullConvolutionalOnHost() async throws {
      try await expectParity(
        [GoldenRun(name: "full-cnn-ss", steps: 1, comparesFifth: false)], on: .host)
    }
  }
}

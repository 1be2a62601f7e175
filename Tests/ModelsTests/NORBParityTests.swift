import Testing

extension WholeModels {
  @Suite("Small-NORB")
  struct NORBParityTests {
    @Test(arguments: ParityTarget.allCases)
    func narrow(_ target: ParityTarget) async throws {
      try await expectParity(
        ["ss", "es", "eu", "heads"].map {
          GoldenRun(name: "narrow-norb-\($0)", fused: $0 != "heads")
        }, on: target)
    }

    @Test(arguments: [ParityTarget.cpu, .gpu])
    func full(_ target: ParityTarget) async throws {
      try await expectParity(
        target.families.map {
          GoldenRun(name: "full-norb-\($0)", steps: $0 == "ss" ? 5 : 1, comparesFifth: false)
        }, on: target)
    }

    @Test func fullOnHost() async throws {
      try await expectParity(
        [GoldenRun(name: "full-norb-ss", steps: 1, comparesFifth: false)], on: .host)
    }
  }
}

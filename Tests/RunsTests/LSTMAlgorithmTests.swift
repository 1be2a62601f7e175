import Graphs
import Runs
import Testing
import Training

/// The algorithm of every LSTM in a training step of the recurrent model, with the default settings and
/// without tuning records. A change here is a change of speed: measure it.
@Suite struct LSTMAlgorithmTests {
  private static let devices = [
    DeviceTraits(family: .cpu, vectorWidth: 16), DeviceTraits(family: .cpu, vectorWidth: 8),
    DeviceTraits(
      family: .gpu, computeUnits: 132, maximumWorkGroupSize: 1024, localMemoryBytes: 49_152),
    // Five columns for each work-item: their weights need more registers than there are.
    DeviceTraits(
      family: .gpu, computeUnits: 2, maximumWorkGroupSize: 32, localMemoryBytes: 32_768),
  ]

  /// Layer, operation; algorithm on a CPU of either width, on a large and on a small GPU.
  private static let table = """
    encoder.lstm1   lstm          registerTiled  registerTiled  registerWeights  localWeights
    decoder.lstm1   lstm          registerTiled  registerTiled  registerWeights  localWeights
    decoder.lstm1′  lstmGradient  registerTiled  registerTiled  registerWeights  localWeights
    encoder.lstm1′  lstmGradient  registerTiled  registerTiled  registerWeights  localWeights
    """

  @Test func theModelUsesThoseOfTheTable() throws {
    var expected: [String: [String]] = [:]
    for line in Self.table.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      expected["\(words[0]) \(words[1])"] = Array(words[2...])
    }
    let graph = try Settings(.uciHAR, data: "/data", model: .rnn).makeTrainingPlan().graph
    var found: [String: [String]] = [:]
    for device in Self.devices {
      let plan = try Plan(graph.fused(for: device), for: device)
      for step in plan.steps where step.operation.name.hasPrefix("lstm") {
        let name = try #require(step.algorithm?.name, "\(step.label)")
        found["\(step.label) \(step.operation.name)", default: []].append(name)
        #expect(plan.description.contains("  \(name): lstm"))
      }
    }
    #expect(found == expected)
  }
}

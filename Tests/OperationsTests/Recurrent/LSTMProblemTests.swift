import Graphs
import Operations
import Testing

/// Which algorithm computes the recurrence of an LSTM, and why not another one.
@Suite("LSTMProblem")
struct LSTMProblemTests {
  private static func gpu(localBytes: Int = 49_152) -> DeviceTraits {
    DeviceTraits(
      family: .gpu, computeUnits: 132, maximumWorkGroupSize: 1024, localMemoryBytes: localBytes)
  }

  /// The algorithms of both directions for a batch of 128 in 7 steps.
  private func choices(
    units: Int, on device: DeviceTraits, choices: [String: Int] = [:]
  ) throws -> [AlgorithmChoice] {
    let sequence = TensorSpec([128, 7, units])
    let gates = TensorSpec([128, 7, 4 * units])
    let kernel = TensorSpec([units, 4 * units])
    let tuning = TuningRecord(entries: [
      "lstm 128x7x\(units)": choices, "lstmGradient 128x7x\(units)": choices,
    ])
    return try [
      LSTM().lower([gates, kernel], for: device, tuning: tuning),
      LSTMGradient().lower([sequence, gates, sequence, kernel], for: device, tuning: tuning),
    ].map { try #require($0.algorithm) }
  }

  @Test func onACPU() throws {
    for width in [4, 16] {
      for choice in try choices(units: 40, on: DeviceTraits(family: .cpu, vectorWidth: width)) {
        #expect(choice == AlgorithmChoice(name: "registerTiled"))
      }
    }
  }

  /// 40 units: 40 weights and 58 other registers. 100 units: 100 and 58 of 65,536 / (2 · 416), and
  /// 160,000 bytes of weights with 3,200 of state.
  @Test func unitsOnAGPU() throws {
    for choice in try choices(units: 40, on: Self.gpu()) {
      #expect(choice == AlgorithmChoice(name: "registerWeights"))
    }
    let registers = AlgorithmChoice.PassedOver(
      name: "registerWeights", reason: "158 registers of a work-item, at most 78")
    for choice in try choices(units: 100, on: Self.gpu(localBytes: 163_200)) {
      #expect(choice == AlgorithmChoice(name: "localWeights", passedOver: [registers]))
    }
    for choice in try choices(units: 100, on: Self.gpu(localBytes: 163_199)) {
      let local = AlgorithmChoice.PassedOver(
        name: "localWeights",
        reason: "weights and state take 163200 bytes of local memory, at most 163199")
      #expect(choice == AlgorithmChoice(name: "globalWeights", passedOver: [registers, local]))
    }
  }

  /// Weights that a record asks for, and global memory where they do not fit there.
  @Test func choicesOfARecord() throws {
    for choice in try choices(units: 40, on: Self.gpu(), choices: ["weights": 2]) {
      #expect(choice.name == "localWeights")
      #expect(choice.passedOver.map(\.reason) == ["the tuning record says weights = 2"])
    }
    for choice in try choices(units: 40, on: Self.gpu(), choices: ["weights": 0]) {
      #expect(choice.name == "globalWeights")
      #expect(choice.passedOver.map(\.name) == ["registerWeights", "localWeights"])
    }
    for choice in try choices(units: 1000, on: Self.gpu(), choices: ["weights": 1]) {
      #expect(choice.name == "globalWeights")
      #expect(
        choice.passedOver.map(\.reason) == [
          "4000 weights of a work-item, at most 255", "the tuning record says weights = 1",
        ])
    }
  }
}

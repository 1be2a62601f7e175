import Graphs
import Operations
import Testing

@Suite("LSTMGPUTiling")
struct LSTMGPUTilingTests {
  /// Choices of a record, and the sizes that they are tested with.
  struct Variant: Sendable, CustomTestStringConvertible {
    let choices: [String: Int]
    let test: LSTMCase

    var testDescription: String {
      "\(choices.sorted { $0.key < $1.key }), \(test.testDescription)"
    }
  }

  /// Weights in every memory, work-items with one and with several columns and cells, rows that do not
  /// fill the last work-group, units that are and are not whole quads.
  static let variants = [
    Variant(
      choices: ["weights": 0, "rows": 4, "group": 32],
      test: LSTMCase(batch: 7, steps: 5, units: 17, hasInitialState: true)),
    Variant(
      choices: ["weights": 1, "rows": 2, "group": 96],
      test: LSTMCase(batch: 5, steps: 4, units: 40)),
    Variant(
      choices: ["weights": 2, "rows": 3, "group": 64],
      test: LSTMCase(batch: 7, steps: 3, units: 17, hasInitialState: true)),
    Variant(
      choices: ["weights": 2, "rows": 1, "localState": 0],
      test: LSTMCase(batch: 3, steps: 3, units: 6)),
    Variant(
      choices: ["weights": 1, "rows": 8, "localState": 0],
      test: LSTMCase(batch: 9, steps: 3, units: 13, activation: .hardSigmoid)),
  ]

  @Test(arguments: variants)
  func variantsMatchOracle(_ variant: Variant) throws {
    let test = variant.test
    let sizes = "\(test.batch)x\(test.steps)x\(test.units)"
    let tuning = TuningRecord(entries: [
      "lstm \(sizes)": variant.choices, "lstmGradient \(sizes)": variant.choices,
    ])
    let targets = TestTarget.full.filter { $0.family == .gpu }
    var random = TestRandom(seed: 9)
    let constants = try Self.constants(
      test, DeviceTraits(family: .gpu, localMemoryBytes: 1 << 20), tuning)
    for (choice, name) in Self.names {
      if let wanted = variant.choices[choice] { #expect(constants[name] == wanted) }
    }
    try expectKernelsMatchOracle(
      test.operation, inputs: test.inputs(&random), tuning: tuning, targets: targets)
    try expectKernelsMatchOracle(
      test.gradient, inputs: test.gradientInputs(&random), tuning: tuning, targets: targets)
  }

  /// A device of many compute units: enough work-groups first, then rows that share the weights.
  @Test(arguments: zip([64, 256, 1024], [1, 2, 4]))
  func rowsFollowTheBatch(_ batch: Int, _ rows: Int) throws {
    let device = DeviceTraits(
      family: .gpu, computeUnits: 132, maximumWorkGroupSize: 1024, localMemoryBytes: 49_152)
    let constants = try Self.constants(LSTMCase(batch: batch, steps: 128, units: 40), device)
    #expect(constants["ROWS"] == rows)
    #expect(constants["WEIGHTS"] == 1 && constants["STATE_LOCAL"] == 1)
    #expect(constants["GROUP_SIZE"] == 160 && constants["COLUMNS_PER_ITEM"] == 1)
  }

  /// Weights that fit neither registers nor local memory stay in global memory; work-groups and local
  /// memory stay within the device's limits, and every column has a work-item.
  @Test(arguments: [1, 64, 128, 256, 1024], [1_024, 16_384, 32_768, 65_536])
  func groupsFitTheDevice(_ workGroup: Int, _ localBytes: Int) throws {
    let device = DeviceTraits(
      family: .gpu, computeUnits: 16, maximumWorkGroupSize: workGroup,
      localMemoryBytes: localBytes)
    for units in [1, 17, 40, 64, 128, 1000] {
      let choices = [[:], ["weights": 2], ["rows": 8], ["group": 4096]]
      for choice in choices {
        let tuning = TuningRecord(entries: ["lstm 100x7x\(units)": choice])
        let constants = try Self.constants(
          LSTMCase(batch: 100, steps: 7, units: units), device, tuning)
        let group = try #require(constants["GROUP_SIZE"])
        let pitch = (units + 3) / 4 * 4
        let state = 32 * pitch * (try #require(constants["ROWS"]))
        #expect(group <= workGroup)
        #expect(group * (try #require(constants["COLUMNS_PER_ITEM"])) >= 4 * units)
        let localBytesUsed =
          (constants["WEIGHTS"] == 2 ? 16 * units * pitch : 0)
          + (constants["STATE_LOCAL"] == 1 ? state : 0)
        #expect(localBytesUsed <= localBytes)
        if choice.isEmpty && units == 1000 { #expect(constants["WEIGHTS"] == 0) }
      }
    }
  }

  private static let names = [
    "weights": "WEIGHTS", "rows": "ROWS", "group": "GROUP_SIZE", "localState": "STATE_LOCAL",
  ]

  private static func constants(
    _ test: LSTMCase, _ device: DeviceTraits, _ tuning: TuningRecord = TuningRecord()
  ) throws -> [String: Int] {
    let inputs = [
      TensorSpec([test.batch, test.steps, 4 * test.units]),
      TensorSpec([test.units, 4 * test.units]),
    ]
    return try LSTM().lower(inputs, for: device, tuning: tuning).firstKernel().kernel.constants
  }
}

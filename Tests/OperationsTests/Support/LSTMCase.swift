import Execution
import Graphs
import Operations
import Testing

/// Sizes of an LSTM to test.
struct LSTMCase: Sendable, CustomTestStringConvertible {
  let batch: Int
  let steps: Int
  let units: Int
  var activation = RecurrentActivation.sigmoid
  var hasInitialState = false

  var testDescription: String {
    "batch \(batch), steps \(steps), units \(units), \(activation.rawValue)"
      + (hasInitialState ? ", initial state" : "")
  }

  /// Odd numbers of units, rows that do not fill the last work-item, one step, many steps.
  static let kernels = [
    LSTMCase(batch: 1, steps: 1, units: 1),
    LSTMCase(batch: 5, steps: 7, units: 1, hasInitialState: true),
    LSTMCase(batch: 1, steps: 33, units: 17, hasInitialState: true),
    LSTMCase(batch: 5, steps: 7, units: 17, activation: .hardSigmoid),
    LSTMCase(batch: 5, steps: 1, units: 40, hasInitialState: true),
    LSTMCase(batch: 64, steps: 33, units: 40, activation: .hardSigmoid, hasInitialState: true),
    LSTMCase(batch: 5, steps: 33, units: 64, hasInitialState: true),
    LSTMCase(batch: 3, steps: 5, units: 7, hasInitialState: true),
    LSTMCase(batch: 3, steps: 5, units: 100),
  ]

  static let small = RecurrentActivation.allCases.flatMap { activation in
    [false, true].map {
      LSTMCase(batch: 3, steps: 4, units: 5, activation: activation, hasInitialState: $0)
    }
  }

  var operation: LSTM {
    LSTM(recurrentActivation: activation, hasInitialState: hasInitialState)
  }

  var gradient: LSTMGradient {
    LSTMGradient(recurrentActivation: activation, hasInitialState: hasInitialState)
  }

  /// Gates, recurrent kernel and initial state. The range of the gates includes the constant parts of
  /// hard_sigmoid.
  func inputs(_ random: inout TestRandom) -> [HostTensor<Double>] {
    let scale = 1 / Double(units).squareRoot()
    return [
      random.tensor([batch, steps, 4 * units], in: -3...3),
      random.tensor([units, 4 * units], in: -scale...scale),
    ] + (hasInitialState ? [random.tensor([batch, units]), random.tensor([batch, units])] : [])
  }

  /// The results of the forward pass for random gates, with a random upstream gradient.
  func gradientInputs(_ random: inout TestRandom) -> [HostTensor<Double>] {
    let inputs = self.inputs(&random)
    let forward = operation.evaluate(inputs)
    return [random.tensor(forward[0].shape), forward[1], forward[2]] + inputs[1...]
  }
  /// Compares the kernels of the operation or of its gradient with the oracle, for a family of devices
  /// and with these choices in the tuning record.
  func expectKernelsMatch(
    _ operation: some Operation, inputs: [HostTensor<Double>], choices: [String: Int],
    family: DeviceTraits.Family, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectKernelsMatchOracle(
      operation, inputs: inputs,
      tuning: TuningRecord(entries: ["\(operation.name) \(batch)x\(steps)x\(units)": choices]),
      targets: TestTarget.full.filter { $0.family == family }, sourceLocation: sourceLocation)
  }
}

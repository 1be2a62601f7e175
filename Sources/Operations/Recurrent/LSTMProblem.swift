import Basics
import Graphs
import Kernels

/// One direction of an LSTM's recurrence to be lowered: everything that the choice of its algorithm depends
/// on.
///
/// Operands and results are those of `LSTM`, where something is to be done besides those of
/// `SequenceLSTM`, or those of `LSTMGradient`.
struct LSTMProblem: AlgorithmProblem {
  enum Direction: Sendable {
    case forward
    case gradient
  }

  /// What a problem asks for besides the recurrence itself, and not every algorithm's kernels do.
  enum Need: String, Sendable, Hashable {
    case projection = "projection of the inputs, step by step"
    case hiddenAlone = "variant without gates and cells as results"
  }

  let direction: Direction
  let batch: Int
  let steps: Int
  let units: Int
  let recurrentActivation: RecurrentActivation
  let hasInitialState: Bool
  let device: DeviceTraits
  let key: String
  /// Forward, the length of a row of x where x, the kernel and the bias of the projection are the first
  /// inputs in place of the gates.
  var projectionInputs: Int?
  /// Forward, whether gates and cells are outputs.
  var keepsState = true
  var tuning = TuningRecord()

  /// - Parameter inputs: those of the recurrence.
  init(_ operation: LSTM, _ inputs: [TensorSpec], for device: DeviceTraits) {
    self.init(
      operation.name, .forward, sequence: inputs[0].shape, units: inputs[1].shape[0],
      operation.recurrentActivation, hasInitialState: operation.hasInitialState, device)
  }

  init(_ operation: LSTMGradient, _ inputs: [TensorSpec], for device: DeviceTraits) {
    self.init(
      operation.name, .gradient, sequence: inputs[0].shape, units: inputs[3].shape[0],
      operation.recurrentActivation, hasInitialState: operation.hasInitialState, device)
  }

  private init(
    _ name: String, _ direction: Direction, sequence: Shape, units: Int,
    _ recurrentActivation: RecurrentActivation, hasInitialState: Bool, _ device: DeviceTraits
  ) {
    precondition(
      sequence.rank == 3 && sequence.count > 0 && units > 0,
      "\(name): no recurrence over \(sequence) with \(units) units")
    self.direction = direction
    (batch, steps, self.units) = (sequence[0], sequence[1], units)
    (self.recurrentActivation, self.hasInitialState) = (recurrentActivation, hasInitialState)
    self.device = device
    key = "\(name) \(batch)x\(steps)x\(units)"
  }

  var algorithms: [any Algorithm<LSTMProblem>.Type] {
    switch (device.family, direction) {
    case (.cpu, .forward): [LSTMRegisterTiled.self]
    case (.cpu, .gradient): [LSTMGradientRegisterTiled.self]
    case (.gpu, .forward), (.gpu, .gradient):
      [LSTMRegisterWeights.self, LSTMLocalWeights.self, LSTMGlobalWeights.self]
    }
  }

  var needs: [Need] {
    (projectionInputs == nil ? [] : [.projection]) + (keepsState ? [] : [.hiddenAlone])
  }

  /// The launch that computes all steps.
  ///
  /// - Parameters:
  ///   - rows: of the batch in a work-group.
  ///   - width: the floats of a vector.
  ///   - constants: those of the algorithm.
  func recurrence(
    _ source: KernelSource, _ function: String, rows: Int, width: Int, constants: [String: Int],
    arguments: [KernelLaunch.Argument], workItems: Int
  ) -> Launch {
    let common = [
      "UNITS": units, "ROWS": rows, "WIDTH": width, "HAS_STATE": hasInitialState ? 1 : 0,
      "HARD_SIGMOID": recurrentActivation == .hardSigmoid ? 1 : 0,
    ]
    return .kernel(
      KernelLaunch(
        KernelSpecification(source, function, constants: common.merging(constants) { $1 }),
        arguments + [.int(Int32(batch)), .int(Int32(steps))],
        global: [batch.dividedRoundingUp(by: rows) * workItems], local: [workItems]))
  }

  /// The gradient's operands, the recurrent kernel packed, then its results.
  func gradientArguments(packed: KernelLaunch.Argument) -> [KernelLaunch.Argument] {
    [.input(0), .input(1), .input(2), packed]
      + (hasInitialState ? [.input(4), .input(5)] : []) + [.output(0), .output(1)]
      + (hasInitialState ? [.output(2), .output(3)] : [])
  }

  /// What may share memory: forward, projected and activated gates; in the gradient, gates and dp, cells
  /// and h one step earlier.
  var inPlace: [Lowering.Sharing] {
    switch direction {
    case .forward:
      projectionInputs == nil && keepsState ? [.init(input: 0, output: 1)] : []
    case .gradient: [.init(input: 1, output: 0), .init(input: 2, output: 1)]
    }
  }
}

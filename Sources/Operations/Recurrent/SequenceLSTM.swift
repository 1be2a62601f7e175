import Graphs

/// An `LSTM` that reads the projected gates of all steps as the rows of a matrix product or, where
/// `projects`, computes that product itself, step by step, without storing the gates. The fusion pass
/// replaces the recurrence by it on a CPU.
///
/// Inputs: the gates p [batch·steps, 4·units], or where `projects` x [batch·steps, in], W [in, 4·units]
/// and b [4·units] with p = x·W + b; then the recurrence's other inputs. Outputs: those of the
/// recurrence, or where not `keepsState` h alone. Name and tuning choices are the recurrence's.
struct SequenceLSTM: Hashable {
  let recurrence: LSTM
  let batch: Int
  let steps: Int
  /// Whether it computes the product that gives the gates.
  var projects = false
  /// Whether it stores gates and cell states, which the gradient reads.
  var keepsState = true

  /// The shape of the projected gates for inputs that the shape rule accepts.
  private func gates(_ inputs: [TensorSpec]) -> TensorSpec {
    TensorSpec([batch, steps, inputs[projects ? 1 : 0].shape.last])
  }

  /// The inputs of the recurrence.
  private func read(_ inputs: [TensorSpec]) -> [TensorSpec] {
    [gates(inputs)] + inputs[(projects ? 3 : 1)...]
  }
}

extension SequenceLSTM: NonDifferentiable {
  var name: String { recurrence.name }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let isFit: Bool
    if projects {
      guard inputs.count > 3 else {
        throw ShapeError(name, inputs, expected: "x, a kernel, a bias and a recurrent kernel")
      }
      let rows = try MatrixProduct(hasBias: true).outputs(Array(inputs[..<3]))
      isFit = rows[0].shape[0] == batch * steps
    } else {
      isFit = inputs.count > 1 && inputs[0].shape.rank == 2 && inputs[0].shape[0] == batch * steps
    }
    guard isFit else {
      throw ShapeError(name, inputs, expected: "a matrix of \(batch)·\(steps) rows first, float32")
    }
    let outputs = try recurrence.outputs(read(inputs))
    return keepsState ? outputs : [outputs[0]]
  }

  /// That of the recurrence's forward pass, with what else it is to do.
  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    var problem = LSTMProblem(recurrence, read(inputs), for: device)
    problem.projectionInputs = projects ? inputs[0].shape.last : nil
    problem.keepsState = keepsState
    problem.tuning = tuning
    return problem.lowering
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    let rows =
      projects ? MatrixProduct(hasBias: true).evaluate(Array(inputs[..<3]))[0] : inputs[0]
    let own = [rows.reshaped(to: gates(inputs.map(\.spec)).shape)] + inputs[(projects ? 3 : 1)...]
    let outputs = recurrence.evaluate(own)
    return keepsState ? outputs : [outputs[0]]
  }

  func flops(_ inputs: [TensorSpec]) -> Int {
    recurrence.flops(read(inputs))
      + (projects ? MatrixProduct(hasBias: true).flops(Array(inputs[..<3])) : 0)
  }
}

extension SequenceLSTM {
  /// The recurrence with the product before it, which it computes step by step.
  func projecting(_ inputs: [TensorSpec]) -> Fused {
    var fused = self
    fused.projects = true
    return Fused(
      fused, inputs: (0..<3).map { .neighbour($0) } + inputs.indices.dropFirst().map { .own($0) })
  }

  /// The recurrence with h as its only output.
  var withoutState: SequenceLSTM {
    var alone = self
    alone.keepsState = false
    return alone
  }
}

extension SequenceLSTM: Tunable {
  func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    recurrence.tuningSpace(read(inputs), for: device)
  }

  func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> {
    recurrence.batchedInputs(read(inputs))
  }

  /// The recurrence.
  func unprepared(_ inputs: [TensorSpec]) -> (operation: any Tunable, inputs: [TensorSpec]) {
    recurrence.unprepared(read(inputs))
  }
}

import Graphs
import Kernels

/// An `LSTM` that reads the rows of all steps as a matrix product gives them or, where `projects`,
/// makes that product itself, step by step: the projected gates are then in no memory. The fusion
/// pass puts it in the place of the recurrence on a CPU.
///
/// Inputs: the gates p [batch·steps, 4·units], or where `projects` x [batch·steps, in], K [in, 4·units]
/// and b [4·units] with p = x·K + b; then the recurrence's other inputs. Outputs: those of the
/// recurrence, or where not `keepsState` h alone. Name and tuning choices are the recurrence's too.
struct SequenceLSTM: Hashable {
  let recurrence: LSTM
  let batch: Int
  let steps: Int
  /// Whether the product that gives the gates is part of it.
  var projects = false
  /// Whether gates and cells are stored, which the gradient reads.
  var keepsState = true

  /// The shape of the projected gates for inputs that the shape rule accepts.
  private func gates(_ inputs: [TensorSpec]) -> TensorSpec {
    TensorSpec([batch, steps, inputs[projects ? 1 : 0].shape.last])
  }

  /// What the recurrence reads.
  private func read(_ inputs: [TensorSpec]) -> [TensorSpec] {
    [gates(inputs)] + inputs[(projects ? 3 : 1)...]
  }
}

extension SequenceLSTM: Operation {
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

  /// Second derivatives are not offered: the operation only comes to be when a graph is fused.
  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] { inputs.map { _ in nil } }

  /// Those of the recurrence, with another packing in front where the projection is part of it.
  ///
  /// - Precondition: the device is a CPU.
  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    precondition(device.family == .cpu, "\(name): rows are read by the kernels of the CPU family")
    return recurrence.lowerForCPU(
      read(inputs), depth: projects ? inputs[0].shape.last : nil, keepsState: keepsState,
      for: device, tuning: tuning)
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

extension SequenceLSTM: Fusible {
  /// The product of all steps, where no gates are stored: it alone makes better tiles than the
  /// recurrence, but for gates that are then read once.
  func recomputing(
    producer: any Operation, operand: Int, inputs: [TensorSpec], producerInputs: [TensorSpec],
    for device: DeviceTraits
  ) -> Fused? {
    guard operand == 0, !projects, !keepsState,
      producer as? MatrixProduct == MatrixProduct(hasBias: true)
    else { return nil }
    var fused = self
    fused.projects = true
    return Fused(
      fused, inputs: (0..<3).map { .neighbour($0) } + inputs.indices.dropFirst().map { .own($0) })
  }

  /// In a prediction nothing reads gates and cells.
  func omittingFurtherOutputs() -> (any Operation)? {
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

import Graphs
import Kernels

/// What all optimisers' updates have in common: one pass over several parameters with their gradients
/// and slots, in place, which changes nothing where a flag is not 1.
///
/// Inputs: for each parameter its value, gradient and slots; then any `extra` inputs and any `factors`;
/// last the flag, int32 [1]. Outputs: for each parameter its new value and slots.
protocol OptimizerUpdate: NonDifferentiable, InPlaceLowering {
  /// The kernel's source; its function has the operation's name.
  var source: KernelSource { get }
  /// The optimiser's variables for each parameter.
  var slots: Int { get }
  /// Inputs between the parameters and the factors.
  var extra: [TensorSpec] { get }
  /// The factors on learning rate and gradients.
  var factors: UpdateFactors { get }
  /// The kernel's last arguments.
  var hyperparameters: [Float] { get }
  var flopsPerElement: Int { get }
}

extension OptimizerUpdate {
  var extra: [TensorSpec] { [] }

  /// The inputs of one parameter.
  private var read: Int { slots + 2 }
  /// The outputs of one parameter.
  private var written: Int { slots + 1 }

  /// The inputs after the parameters.
  private var shared: [TensorSpec] {
    extra + Array(repeating: TensorSpec([1]), count: factors.count) + [TensorSpec([1], .int32)]
  }

  private func parameters(_ inputs: Int) -> Int { (inputs - shared.count) / read }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let parameters = parameters(inputs.count)
    let end = parameters * read
    guard parameters > 0, inputs.count == end + shared.count,
      (0..<end).allSatisfy({
        inputs[$0].elementType == .float32 && inputs[$0] == inputs[$0 / read * read]
      }),
      Array(inputs[end...]) == shared
    else {
      let others = shared.dropLast().map { ", \($0)" }.joined()
      throw ShapeError(
        name, inputs,
        expected: "parameter, gradient and \(slots) slots, float32 of one shape, for each of one "
          + "or more parameters\(others), and a flag, int32 [1]")
    }
    return (0..<parameters).flatMap { Array(repeating: inputs[$0 * read], count: written) }
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    lowering(inputs, isInPlace: false, for: device)
  }

  package func lowerInPlace(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    lowering(inputs, isInPlace: true, for: device)
  }

  /// - Parameter isInPlace: whether old values are in the memory of the new ones.
  private func lowering(
    _ inputs: [TensorSpec], isInPlace: Bool, for device: DeviceTraits
  ) -> Lowering {
    let parameters = parameters(inputs.count)
    // The gradient is between the parameter and its slots.
    let operands = isInPlace ? 1..<2 : 0..<read
    let launch = MultiTensorLaunch(
      source: source, function: name,
      tensors: (0..<parameters).map { parameter in
        MultiTensorLaunch.Entry(
          operands: operands.map { .input(parameter * read + $0) }
            + (0..<written).map { .output(parameter * written + $0) },
          count: inputs[parameter * read].shape.count)
      },
      shared: (parameters * read..<inputs.count).map { .input($0) },
      scalars: hyperparameters.map { .float($0) },
      options: factors.constants.merging(MultiTensorLaunch.constants(isInPlace)) { $1 })
    let inPlace = (0..<parameters).flatMap { parameter in
      (0..<written).map { place in
        Lowering.Sharing(
          input: parameter * read + (place == 0 ? 0 : place + 1),
          output: parameter * written + place)
      }
    }
    return Lowering(launch.launches(for: device), inPlace: inPlace)
  }

  /// The new parameters and slots on the host; `step` updates one element of a parameter and its slots.
  @inline(__always)
  func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>],
    _ step: (_ gradient: Scalar, _ parameter: inout Scalar, _ slots: inout [Scalar]) -> Void
  ) -> [HostTensor<Scalar>] {
    let enabled = inputs[inputs.count - 1].integers[0] == 1
    let factor = factors.values(inputs).gradient
    var results: [HostTensor<Scalar>] = []
    var state = [Scalar](repeating: 0, count: slots)
    for first in stride(from: 0, to: parameters(inputs.count) * read, by: read) {
      let old = [inputs[first]] + inputs[first + 2..<first + read]
      if !enabled {
        results += old
        continue
      }
      let gradient = inputs[first + 1].values
      var values = old.map(\.values)
      for i in gradient.indices {
        var parameter = values[0][i]
        for slot in 0..<slots { state[slot] = values[slot + 1][i] }
        step(factor * gradient[i], &parameter, &state)
        values[0][i] = parameter
        for slot in 0..<slots { values[slot + 1][i] = state[slot] }
      }
      results += values.map { HostTensor($0, shape: inputs[first].shape) }
    }
    return results
  }

  public func flops(_ inputs: [TensorSpec]) -> Int {
    stride(from: 0, to: parameters(inputs.count) * read, by: read)
      .reduce(0) { $0 + flopsPerElement * inputs[$1].shape.count }
  }
}

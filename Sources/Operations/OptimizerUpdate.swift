import Graphs
import Kernels

/// What the optimisers' updates share: one pass over a parameter, its gradient and its slots, in
/// place, and no change where a flag is not 1.
///
/// Inputs: parameter, gradient, the slots, whatever else the update reads, and last the flag, int32
/// [1]. Outputs: the new parameter and slots.
struct OptimizerUpdate {
  let name: String
  let slots: Int
  /// Inputs between the slots and the flag.
  var extra: [TensorSpec] = []

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let real = slots + 2
    guard inputs.count == real + extra.count + 1, inputs[0].elementType == .float32,
      inputs[..<real].allSatisfy({ $0 == inputs[0] }), Array(inputs[real...].dropLast()) == extra,
      inputs.last == TensorSpec([1], .int32)
    else {
      let others = extra.map { ", \($0)" }.joined()
      throw ShapeError(
        name, inputs,
        expected: "parameter, gradient and \(slots) slots, float32 of one shape\(others), and a "
          + "flag, int32 [1]")
    }
    return Array(repeating: inputs[0], count: slots + 1)
  }

  /// One launch that takes the inputs, the outputs, the count and `numbers`.
  func lowering(
    _ source: KernelSource, _ count: Int, numbers: [Float], for device: DeviceTraits
  ) -> Lowering {
    let grid = device.elements(count)
    let inputs = (0..<slots + 3 + extra.count).map { KernelLaunch.Argument.input($0) }
    let outputs = (0...slots).map { KernelLaunch.Argument.output($0) }
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            KernelSpecification(source, name),
            inputs + outputs + [.int(Int32(count))] + numbers.map { .float($0) },
            global: grid.global, local: grid.local))
      ],
      inPlace: [.init(input: 0, output: 0)]
        + (0..<slots).map { .init(input: $0 + 2, output: $0 + 1) })
  }

  /// The new parameter and slots on the host; `step` changes an element's parameter and slots.
  @inline(__always)
  func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>],
    _ step: (_ gradient: Scalar, _ parameter: inout Scalar, _ slots: inout [Scalar]) -> Void
  ) -> [HostTensor<Scalar>] {
    let old = [inputs[0]] + inputs[2..<slots + 2]
    guard inputs[inputs.count - 1].integers[0] == 1 else { return old }
    let gradient = inputs[1].values
    var values = old.map(\.values)
    var state = [Scalar](repeating: 0, count: slots)
    for i in gradient.indices {
      var parameter = values[0][i]
      for slot in 0..<slots { state[slot] = values[slot + 1][i] }
      step(gradient[i], &parameter, &state)
      values[0][i] = parameter
      for slot in 0..<slots { values[slot + 1][i] = state[slot] }
    }
    return values.map { HostTensor($0, shape: inputs[0].shape) }
  }
}

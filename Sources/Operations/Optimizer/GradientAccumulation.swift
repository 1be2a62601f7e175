package import Graphs
import Kernels

/// The sum over the parts of a batch of their gradients, each divided by the number of parts:
/// sum = g/parts in the first part, accumulated + g/parts in the others.
///
/// Inputs gradient and accumulated, float32 of one shape, for each of one or more parameters, and the
/// part (`BatchPart.spec`); outputs the sum of each, in place of the gradient where possible.
package struct GradientAccumulation: NonDifferentiable, Hashable {
  package let parts: Int

  /// - Precondition: there is a part.
  package init(parts: Int) {
    precondition(parts > 0, "gradients of \(parts) parts")
    self.parts = parts
  }

  package var name: String { "gradientAccumulation" }

  package func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let parameters = inputs.count / 2
    guard parameters > 0, inputs.count == 2 * parameters + 1, inputs.last == BatchPart.spec,
      (0..<parameters).allSatisfy({
        inputs[2 * $0].elementType == .float32 && inputs[2 * $0] == inputs[2 * $0 + 1]
      })
    else {
      throw ShapeError(
        name, inputs,
        expected: "gradient and accumulated, float32 of one shape, for each of one or more "
          + "parameters, and the part, \(BatchPart.spec)")
    }
    return (0..<parameters).map { inputs[2 * $0] }
  }

  package func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let parameters = 0..<inputs.count / 2
    let launch = MultiTensorLaunch(
      source: .gradientAccumulation, function: name,
      tensors: parameters.map {
        MultiTensorLaunch.Entry(
          operands: [.input(2 * $0), .input(2 * $0 + 1), .output($0)],
          count: inputs[2 * $0].shape.count)
      },
      shared: [.input(inputs.count - 1)], scalars: [.float(1 / Float(parts))])
    return Lowering(
      launch.launches(for: device),
      inPlace: parameters.map { .init(input: 2 * $0, output: $0) })
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let isFirst = inputs[inputs.count - 1].integers[0] == 1
    let weight = 1 / Scalar(parts)
    return (0..<inputs.count / 2).map { index in
      let (gradient, accumulated) = (inputs[2 * index], inputs[2 * index + 1])
      let own = gradient.values.map { weight * $0 }
      return HostTensor(
        isFirst ? own : zip(own, accumulated.values).map { $0 + $1 }, shape: gradient.shape)
    }
  }

  package func flops(_ inputs: [TensorSpec]) -> Int {
    inputs.dropLast().reduce(0) { $0 + $1.shape.count }
  }
}

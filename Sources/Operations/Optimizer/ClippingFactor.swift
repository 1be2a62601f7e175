import Basics
package import Graphs
import Kernels
import RealModule

/// The factor by which all gradients together are clipped to a norm (Pascanu, Mikolov and Bengio 2013):
/// min(1, norm / ‖g‖), ‖g‖ the Euclidean norm of all their elements.
///
/// Inputs: one or more gradients, float32; output: the factor, float32 [1]. It is 1 where a gradient is
/// NaN, and 0 where ‖g‖ is more than 10¹⁹ times the norm or infinite.
package struct ClippingFactor: NonDifferentiable, Hashable {
  /// The largest norm that is not clipped.
  package let norm: Float

  /// - Precondition: the norm is above 0 and finite.
  package init(norm: Float) {
    precondition(norm > 0 && norm.isFinite, "gradients are clipped to a norm of \(norm)")
    self.norm = norm
  }

  package var name: String { "clippingFactor" }

  package func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard !inputs.isEmpty,
      inputs.allSatisfy({ $0.elementType == .float32 && $0.shape.count > 0 })
    else { throw ShapeError(name, inputs, expected: "one or more gradients, float32") }
    return [TensorSpec([1])]
  }

  package func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let group = MultiTensorLaunch.group(of: device)
    let squares = MultiTensorLaunch(
      source: .clippingFactor, function: "clippingSquares",
      tensors: inputs.enumerated().map { index, input in
        MultiTensorLaunch.Entry(operands: [.input(index)], count: input.shape.count)
      },
      shared: [.workspace(0)], scalars: [.float(1 / norm)], counting: .blocks,
      options: ["GROUP": group])
    let factor = Launch.kernel(
      KernelLaunch(
        KernelSpecification(.clippingFactor, name, constants: squares.constants(for: device)),
        [.workspace(0), .output(0), .int(Int32(squares.blocks))], global: [group], local: [group]))
    return Lowering(squares.launches(for: device) + [factor], workspace: [4 * squares.blocks])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let inverse = 1 / Scalar(norm)
    let sums = inputs.map { gradient in
      LossReduction.sum(gradient.values.map { ($0 * inverse) * ($0 * inverse) })
    }
    let total = LossReduction.sum(sums)
    return [HostTensor([total > 1 ? 1 / Scalar.sqrt(total) : 1], shape: [1])]
  }

  package func flops(_ inputs: [TensorSpec]) -> Int {
    inputs.reduce(0) { $0 + 3 * $1.shape.count }
  }
}

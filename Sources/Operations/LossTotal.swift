public import Graphs
import Kernels

/// The weighted sum of a step's loss terms, with what the host reads of the step: total = Σ wᵢ·tᵢ.
///
/// Inputs: the terms, 1 to 8 scalars. Outputs: the total, a scalar; the total and all terms, unweighted,
/// [terms + 1]; and a flag, int32 [1], 1 where the total is finite. The update of a step is predicated
/// on the flag, so that a NaN never reaches the parameters.
public struct LossTotal: Operation, Hashable {
  /// The terms of the kernel.
  private static let capacity = 8

  public let weights: [Float]

  public init(_ weights: [Float]) {
    self.weights = weights
  }

  public var name: String { "lossTotal" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard (1...Self.capacity).contains(inputs.count), inputs.count == weights.count,
      inputs.allSatisfy({ $0 == TensorSpec(.scalar) })
    else {
      throw ShapeError(
        name, inputs,
        expected: "\(weights.count) float32 scalars, one for each weight, at most \(Self.capacity)")
    }
    return [TensorSpec(.scalar), TensorSpec([inputs.count + 1]), TensorSpec([1], .int32)]
  }

  /// What is read by the host has no gradient.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return inputs.map { _ in nil } }
    return weights.map { weight in
      if case .constant(let values) = upstream.node.kind {
        .constant(values.map { weight * $0 }, shape: upstream.shape)
      } else {
        Scale(weight)(upstream)
      }
    }
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let places = (0..<Self.capacity).map { min($0, inputs.count - 1) }
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(.lossTotal, "lossTotal"),
          places.map { .input($0) } + [.output(0), .output(1), .output(2)]
            + [.int(Int32(inputs.count))] + places.map { .float(weights[$0]) },
          global: [1], local: [1]))
    ])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let terms = inputs.map { $0.values[0] }
    let total = zip(weights, terms).reduce(Scalar(0)) { $0 + Scalar($1.0) * $1.1 }
    return [
      HostTensor(total), HostTensor([total] + terms, shape: [terms.count + 1]),
      HostTensor(integers: [total.isFinite ? 1 : 0], shape: [1]),
    ]
  }

  public func arithmetic(_ inputs: [TensorSpec]) -> Int { 2 * inputs.count }
}

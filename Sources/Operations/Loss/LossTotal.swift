public import Graphs
import Kernels

/// The weighted sum of a step's loss terms, total = Σ wᵢ·tᵢ, along with what the host reads of the step.
///
/// Inputs: the terms, 1 to 8 scalars; and whether an earlier step halted the training run, int32 [1], 0
/// where none did. Outputs: the total, a scalar; the total and all terms, unweighted, [terms + 1]; a
/// flag, int32 [1], 1 where the total is finite and the run not halted; and whether the run is halted
/// now, int32 [1]. The update of a step is predicated on the flag, so that a NaN never reaches the
/// parameters. Nor does a step change anything that was submitted before the host learnt of the NaN.
public struct LossTotal: Operation, Hashable {
  /// The number of terms that the kernel has arguments for.
  private static let capacity = 8

  public let weights: [Float]

  public init(_ weights: [Float]) {
    self.weights = weights
  }

  public var name: String { "lossTotal" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let flag = TensorSpec([1], .int32)
    let terms = inputs.dropLast()
    guard (1...Self.capacity).contains(terms.count), terms.count == weights.count,
      terms.allSatisfy({ $0 == TensorSpec(.scalar) }), inputs.last == flag
    else {
      throw ShapeError(
        name, inputs,
        expected: "\(weights.count) float32 scalars, one for each weight, at most "
          + "\(Self.capacity), and an int32 [1]")
    }
    return [TensorSpec(.scalar), TensorSpec([terms.count + 1]), flag, flag]
  }

  /// Only the total has a gradient.
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
    } + [nil]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let count = weights.count
    let terms = (0..<Self.capacity).map { min($0, count - 1) }
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(.lossTotal, "lossTotal"),
          terms.map { .input($0) } + [.input(count)] + (0..<4).map { .output($0) }
            + [.int(Int32(count))] + terms.map { .float(weights[$0]) },
          global: [1], local: [1]))
    ])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let terms = inputs.dropLast().map { $0.values[0] }
    let halted = inputs[terms.count].integers[0] != 0
    let total = zip(weights, terms).reduce(Scalar(0)) { $0 + Scalar($1.0) * $1.1 }
    let isFinite = total.isFinite && !halted
    return [
      HostTensor(total), HostTensor([total] + terms, shape: [terms.count + 1]),
      HostTensor(integers: [isFinite ? 1 : 0], shape: [1]),
      HostTensor(integers: [isFinite ? 0 : 1], shape: [1]),
    ]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 2 * weights.count }
}

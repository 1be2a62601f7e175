package import Graphs
import Kernels

/// The weighted sum of a step's loss terms, total = Σ wᵢ·tᵢ, along with what the host reads of the step.
///
/// Inputs: the terms, one or more scalars; with a `scheduled` term a factor on its weight, a scalar; and
/// whether an earlier step halted the training run, int32 [1], 0 where none did. Outputs: the total, a scalar; the total and all terms, unweighted, [terms + 1]; a
/// flag, int32 [1], 1 where the total is finite and the run not halted; and whether the run is halted
/// now, int32 [1]. The update of a step is predicated on the flag, so that a NaN never reaches the
/// parameters. Nor does a step change anything that was submitted before the host learnt of the NaN.
package struct LossTotal: Operation, Hashable {
  /// The number of terms that the kernel has arguments for; more of them take several launches.
  private static let capacity = 8

  package let weights: [Float]
  /// The index of the term whose weight is multiplied by an input, which has no gradient; nil for none.
  package let scheduled: Int?

  /// - Precondition: `scheduled` is the index of a weight.
  package init(_ weights: [Float], scheduled: Int? = nil) {
    if let scheduled {
      precondition(
        weights.indices.contains(scheduled), "term \(scheduled) of \(weights.count) is scheduled")
    }
    self.weights = weights
    self.scheduled = scheduled
  }

  package var name: String { "lossTotal" }

  package func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let flag = TensorSpec([1], .int32)
    let scalars = weights.count + (scheduled == nil ? 0 : 1)
    guard !weights.isEmpty,
      inputs == Array(repeating: TensorSpec(.scalar), count: scalars) + [flag]
    else {
      let factor = scheduled == nil ? "" : ", a factor"
      throw ShapeError(
        name, inputs,
        expected: "\(weights.count) float32 scalars, one for each weight (at least one)\(factor), "
          + "and an int32 [1]")
    }
    return [TensorSpec(.scalar), TensorSpec([weights.count + 1]), flag, flag]
  }

  /// Only the total has a gradient.
  package func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return inputs.map { _ in nil } }
    let gradients: [Tensor?] = weights.enumerated().map { index, weight in
      let gradient: Tensor =
        if case .constant(let values) = upstream.node.kind {
          .constant(values.map { weight * $0 }, shape: upstream.shape)
        } else {
          Scale(weight)(upstream)
        }
      return index == scheduled
        ? ElementwiseBinary(.multiply)(gradient, inputs[weights.count]) : gradient
    }
    return gradients + inputs[weights.count...].map { _ in nil }
  }

  package func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let count = weights.count
    let isChunked = count > Self.capacity
    var constants = isChunked ? ["CHUNKED": 1] : [:]
    if scheduled != nil { constants["SCHEDULED"] = 1 }
    let kernel = KernelSpecification(.lossTotal, "lossTotal", constants: constants)
    return Lowering(
      stride(from: 0, to: count, by: Self.capacity).map { first in
        let terms = (first..<first + Self.capacity).map { min($0, count - 1) }
        var arguments: [KernelLaunch.Argument] = terms.map { .input($0) }
        arguments += (count..<inputs.count).map { .input($0) }
        arguments += (0..<4).map { .output($0) }
        arguments.append(.int(Int32(min(Self.capacity, count - first))))
        arguments += terms.map { .float(weights[$0]) }
        if isChunked { arguments.append(.int(Int32(first))) }
        if let scheduled { arguments.append(.int(Int32(scheduled))) }
        return .kernel(KernelLaunch(kernel, arguments, global: [1], local: [1]))
      })
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let terms = inputs[..<weights.count].map { $0.values[0] }
    let halted = inputs[inputs.count - 1].integers[0] != 0
    var factors = weights.map { Scalar($0) }
    if let scheduled { factors[scheduled] *= inputs[weights.count].values[0] }
    let total = zip(factors, terms).reduce(Scalar(0)) { $0 + $1.0 * $1.1 }
    let isFinite = total.isFinite && !halted
    return [
      HostTensor(total), HostTensor([total] + terms, shape: [terms.count + 1]),
      HostTensor(integers: [isFinite ? 1 : 0], shape: [1]),
      HostTensor(integers: [isFinite ? 0 : 1], shape: [1]),
    ]
  }

  package func flops(_ inputs: [TensorSpec]) -> Int { 2 * weights.count }
}

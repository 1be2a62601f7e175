package import Graphs
import Kernels

/// The weighted sum of a step's loss terms, total = Σ wᵢ·tᵢ, along with what the host reads of the step.
///
/// Inputs: the summands of the terms, in the terms' order: scalars, or after fusion partial sums of a
/// loss; with a `scheduled` term a factor on its weight, a scalar; and whether an earlier step halted
/// the training run, int32 [1], 0 where none did. Outputs: the total, a scalar; the total and all terms,
/// unweighted, [terms + 1]; a flag, int32 [1], 1 where the total is finite and the run not halted; and
/// whether the run is halted now, int32 [1]. The update of a step is predicated on the flag, so that a
/// NaN never reaches the parameters. Nor does a step change anything that was submitted before the host
/// learnt of the NaN.
package struct LossTotal: Operation, Hashable {
  /// A tensor that belongs to a term.
  struct Summand: Sendable, Hashable {
    /// The index of the term.
    let term: Int
    /// What the tensor's elements are partial sums of; nil for a scalar.
    var partials: LossPartials?

    var spec: TensorSpec { TensorSpec(partials.map { [$0.count] } ?? .scalar) }
  }

  /// The number of summands that the kernel has arguments for; more of them take several launches.
  private static let capacity = 16

  package let weights: [Float]
  /// The index of the term whose weight is multiplied by an input, which has no gradient; nil for none.
  package let scheduled: Int?
  private let summands: [Summand]

  /// - Parameter counts: the number of summands of each term; nil for one each.
  /// - Precondition: `scheduled` is the index of a weight; there are as many counts as weights, all above
  ///   0.
  package init(_ weights: [Float], summands counts: [Int]? = nil, scheduled: Int? = nil) {
    let counts = counts ?? weights.map { _ in 1 }
    precondition(
      counts.count == weights.count && counts.allSatisfy { $0 > 0 },
      "\(weights.count) terms with summands \(counts)")
    if let scheduled {
      precondition(
        weights.indices.contains(scheduled), "term \(scheduled) of \(weights.count) is scheduled")
    }
    self.init(
      weights, scheduled,
      counts.enumerated().flatMap { term, count in
        Array(repeating: Summand(term: term), count: count)
      })
  }

  private init(_ weights: [Float], _ scheduled: Int?, _ summands: [Summand]) {
    self.weights = weights
    self.scheduled = scheduled
    self.summands = summands
  }

  package var name: String { "lossTotal" }

  /// Whether input `operand` is a summand that is not given by partial sums.
  func isScalar(_ operand: Int) -> Bool {
    operand < summands.count && summands[operand].partials == nil
  }

  /// The same total with partial sums as summand `operand`.
  func adding(_ partials: LossPartials, as operand: Int) -> LossTotal {
    var changed = summands
    changed[operand].partials = partials
    return LossTotal(weights, scheduled, changed)
  }

  package func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let flag = TensorSpec([1], .int32)
    let factor = scheduled == nil ? [] : [TensorSpec(.scalar)]
    guard !weights.isEmpty, inputs == summands.map(\.spec) + factor + [flag] else {
      let isPlain = summands.allSatisfy { $0.partials == nil }
      throw ShapeError(
        name, inputs,
        expected: "\(summands.count) float32 \(isPlain ? "scalars" : "scalars or partial sums")"
          + (weights.count == summands.count ? ", one for each weight (at least one)" : "")
          + (scheduled == nil ? "" : ", a factor") + ", and an int32 [1]")
    }
    return [TensorSpec(.scalar), TensorSpec([weights.count + 1]), flag, flag]
  }

  /// Only the total has a gradient.
  package func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return inputs.map { _ in nil } }
    let gradients: [Tensor?] = summands.map { summand in
      let weight = weights[summand.term]
      let gradient: Tensor =
        if case .constant(let values) = upstream.node.kind {
          .constant(values.map { weight * $0 }, shape: upstream.shape)
        } else {
          Scale(weight)(upstream)
        }
      return summand.term == scheduled
        ? ElementwiseBinary(.multiply)(gradient, inputs[summands.count]) : gradient
    }
    return gradients + inputs[summands.count...].map { _ in nil }
  }

  /// One launch for up to `capacity` summands; where the run was halted before is overwritten by whether
  /// it is now.
  package func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let count = summands.count
    let room = min(count, Self.capacity)
    var constants = LossReduction.constants(for: device).merging(
      MultiTensorLaunch.constants(tensors: room)
    ) { $1 }
    if scheduled != nil { constants["SCHEDULED"] = 1 }
    let kernel = KernelSpecification(.lossTotal, name, constants: constants)
    let others =
      (count..<inputs.count).map { KernelLaunch.Argument.input($0) }
      + (0..<4).map { .output($0) }
    return Lowering(
      stride(from: 0, to: count, by: room).map { first in
        .kernel(
          kernel,
          (first..<first + room).flatMap { arguments($0) } + others + [.int(Int32(first))]
            + (scheduled.map { [.int(Int32($0))] } ?? []),
          on: device.workGroups(1, of: device.treeGroup))
      }, inPlace: [.init(input: inputs.count - 1, output: 3)])
  }

  /// The kernel's arguments for summand `index`; none is left of an index past the last.
  private func arguments(_ index: Int) -> [KernelLaunch.Argument] {
    let own = min(index, summands.count - 1)
    let summand = summands[own]
    let begins = own == 0 || summands[own - 1].term != summand.term
    let ends = own + 1 == summands.count || summands[own + 1].term != summand.term
    let count = index == own ? summand.spec.shape.count : 0
    return [
      .input(own), .int(Int32(count)), .float(summand.partials?.scale ?? 1),
      .int(Int32(summand.term)), .int((begins ? 1 : 0) + (ends ? 2 : 0)),
      .float(weights[summand.term]),
    ]
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    var terms = [Scalar](repeating: 0, count: weights.count)
    for (summand, input) in zip(summands, inputs) {
      terms[summand.term] +=
        Scalar(summand.partials?.scale ?? 1) * LossReduction.sum(input.values)
    }
    let halted = inputs[inputs.count - 1].integers[0] != 0
    var factors = weights.map { Scalar($0) }
    if let scheduled { factors[scheduled] *= inputs[summands.count].values[0] }
    let total = zip(factors, terms).reduce(Scalar(0)) { $0 + $1.0 * $1.1 }
    let isFinite = total.isFinite && !halted
    return [
      HostTensor(total), HostTensor([total] + terms, shape: [terms.count + 1]),
      HostTensor(integers: [isFinite ? 1 : 0], shape: [1]),
      HostTensor(integers: [isFinite ? 0 : 1], shape: [1]),
    ]
  }

  package func flops(_ inputs: [TensorSpec]) -> Int {
    summands.reduce(2 * weights.count) { $0 + $1.spec.shape.count }
  }
}

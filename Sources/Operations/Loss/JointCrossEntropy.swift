import Graphs
import Kernels

/// The cross-entropies of several heads with one mask, in one launch. The fusion pass creates it, from
/// losses whose sums `LossTotal` computes.
///
/// Inputs: logits and labels of each head, and the mask, as `MaskedCrossEntropy`. Outputs: partial sums of
/// the loss, and its gradient, of each head.
struct JointCrossEntropy: NonDifferentiable, Hashable {
  /// The most heads whose tensors fit into a kernel's arguments.
  private static let mostHeads = 12

  let heads: Int
  /// What each head computes.
  let loss: MaskedCrossEntropy

  var name: String { "jointCrossEntropy" }

  /// Whether these heads, with inputs `inputs`, and another loss of the same mask can be computed together.
  func admits(_ other: PartialLoss, _ others: [TensorSpec], to inputs: [TensorSpec]) -> Bool {
    heads < Self.mostHeads && !loss.hasClassWeights
      && other.loss as? MaskedCrossEntropy == loss
      && others[0].shape.rows == inputs[0].shape.rows && others[1] == inputs[1]
  }

  /// The heads of an operation and that of its sibling.
  func adding<First>(_ siblings: Siblings<First, PartialLoss>) -> Fused {
    let own = siblings.firstInputs.indices.dropLast().map { Fused.Operand.own($0) }
    return Fused(
      JointCrossEntropy(heads: heads + 1, loss: loss),
      inputs: own + [.neighbour(0), .neighbour(1), .neighbour(2)])
  }

  /// The inputs of one head.
  private func own<Value>(_ head: Int, _ inputs: [Value]) -> [Value] {
    [inputs[2 * head], inputs[2 * head + 1], inputs[2 * heads]]
  }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard heads > 0, inputs.count == 2 * heads + 1 else {
      throw ShapeError(
        name, inputs, expected: "logits and labels of each of \(heads) heads, and a mask")
    }
    var outputs: [TensorSpec] = []
    for head in 0..<heads { outputs += try PartialLoss(loss: loss).outputs(own(head, inputs)) }
    return outputs
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let rows = inputs[0].shape.rows
    let arguments = (0..<heads).flatMap { head -> [KernelLaunch.Argument] in
      [
        .input(2 * head), .input(2 * head + 1), .output(2 * head + 1), .output(2 * head),
        .int(Int32(inputs[2 * head].shape.last)),
      ]
    }
    let shared: [KernelLaunch.Argument] = [
      .input(2 * heads), .int(Int32(rows)), .int(Int32(rows / inputs[1].shape.count)),
      .float(loss.gradientScale),
    ]
    let grid = loss.grid(rows: rows, for: device)
    return Lowering(
      [
        .kernel(
          KernelSpecification(
            .jointCrossEntropy, name, constants: MultiTensorLaunch.constants(tensors: heads)),
          arguments + shared,
          on: device.family == .gpu ? (grid.global + [heads], grid.local + [1]) : grid)
      ], inPlace: (0..<heads).map { .init(input: 2 * $0, output: 2 * $0 + 1) })
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    (0..<heads).flatMap { PartialLoss(loss: loss).evaluate(own($0, inputs)) }
  }

  func flops(_ inputs: [TensorSpec]) -> Int {
    (0..<heads).reduce(0) { $0 + loss.flops(own($1, inputs)) }
  }
}

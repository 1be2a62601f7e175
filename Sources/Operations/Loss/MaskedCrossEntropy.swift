import Basics
public import Graphs
import Kernels

/// The cross-entropy of class logits over the labelled rows (eq. 4):
///
///     loss = 1/max(n, 1) · Σ over labelled rows of −log softmax(logits)[label]
///
/// Inputs logits [..., classes], and labels and mask, int32 of that shape without its last axis or axes:
/// the label of a sequence [batch] applies to all its steps in logits [batch, steps, classes]. Outputs
/// the loss, a scalar, and its gradient with respect to the logits, (softmax − onehot)/n times
/// `gradientScale`.
///
/// A row is labelled where its mask is 1 and its label is in 0 ..< classes, so not where its label is
/// missing, −1; n rows are. Any other row adds exactly 0 to the loss and has a gradient of exactly 0,
/// whatever its label: that is never used as an index.
///
/// With `hasClassWeights` there is a fourth input, a weight for each class, float32 [classes], which has
/// no gradient. Each row's term and gradient are multiplied by the weight of its label. The divisor is
/// still n, so that weights whose mean over the labelled rows is 1 leave the scale of the loss as it is.
public struct MaskedCrossEntropy: ReducedLoss, Hashable {
  /// Rows in one partial sum: the ROWS of the kernel.
  private static let blockRows = 64

  /// A factor on the saved gradients, not 0: with the term's weight in the total loss, the gradient of
  /// the total needs no pass of its own.
  public internal(set) var gradientScale: Float
  /// Whether the last input weights the classes.
  public let hasClassWeights: Bool

  public init(gradientScale: Float = 1, hasClassWeights: Bool = false) {
    self.gradientScale = gradientScale
    self.hasClassWeights = hasClassWeights
  }

  public var name: String { "maskedCrossEntropy" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == (hasClassWeights ? 4 : 3), inputs[0].isBatch,
      inputs[1].elementType == .int32, inputs[1] == inputs[2],
      inputs[0].shape.rank > inputs[1].shape.rank,
      inputs[0].shape.dimensions.starts(with: inputs[1].shape.dimensions),
      inputs[3...].allSatisfy({ $0 == TensorSpec([inputs[0].shape.last]) })
    else {
      throw ShapeError(
        name, inputs,
        expected: "logits [..., classes], float32, labels and mask [...], int32, or the first axes "
          + "of that" + (hasClassWeights ? ", and weights [classes], float32" : ""))
    }
    return [TensorSpec(.scalar), inputs[0]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [LossReduction.scaled(outputs[1], by: upstream[0], gradientScale: gradientScale)]
      + inputs.dropFirst().map { _ in nil }
  }

  func partials(_ inputs: [TensorSpec]) -> LossPartials {
    LossPartials(count: inputs[0].shape.rows.dividedRoundingUp(by: Self.blockRows), scale: 1)
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let shape = inputs[0].shape
    let blocks = partials(inputs).count
    let kernel =
      hasClassWeights
      ? KernelSpecification(.weightedCrossEntropy, "weightedCrossEntropy")
      : KernelSpecification(.maskedCrossEntropy, "maskedCrossEntropy")
    return Lowering(
      [
        .kernel(
          kernel,
          inputs.indices.map { .input($0) } + [
            .output(1), .workspace(0), .int(Int32(shape.rows)), .int(Int32(shape.last)),
            .int(Int32(shape.rows / inputs[1].shape.count)), .float(gradientScale),
          ], on: grid(rows: shape.rows, for: device)),
        LossReduction.sum(blocks, scale: 1, for: device),
      ], workspace: [blocks * 4], inPlace: [.init(input: 0, output: 1)])
  }

  /// The work-items of a kernel over so many rows.
  func grid(rows: Int, for device: DeviceTraits) -> (global: [Int], local: [Int]) {
    device.workGroups(rows.dividedRoundingUp(by: Self.blockRows), of: Self.blockRows)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (logits, shape) = (inputs[0].values, inputs[0].shape)
    let (labels, mask) = (inputs[1].integers, inputs[2].integers)
    let classes = shape.last
    let repeats = shape.rows / labels.count
    let labelled = (0..<shape.rows).filter {
      let own = $0 / repeats
      return mask[own] == 1 && labels[own] >= 0 && labels[own] < Int32(classes)
    }
    let weights = hasClassWeights ? inputs[3].values : Array(repeating: 1, count: classes)
    let scale = Scalar(gradientScale)
    let inverseCount = 1 / Scalar(max(labelled.count, 1))
    var gradient = [Scalar](repeating: 0, count: logits.count)
    var terms: [Scalar] = []
    for row in labelled {
      let own = row * classes..<(row + 1) * classes
      let weight = weights[Int(labels[row / repeats])]
      let label = own.lowerBound + Int(labels[row / repeats])
      let top = logits[own].reduce(logits[label]) { max($0, $1) }
      var sum: Scalar = 0
      for i in own { sum += Scalar.exp(logits[i] - top) }
      for i in own {
        gradient[i] =
          (Scalar.exp(logits[i] - top) / sum - (i == label ? 1 : 0)) * inverseCount * scale
          * weight
      }
      terms.append((Scalar.log(sum) + (top - logits[label])) * inverseCount * weight)
    }
    return [HostTensor(LossReduction.sum(terms)), HostTensor(gradient, shape: shape)]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 6 * inputs[0].shape.count }
}

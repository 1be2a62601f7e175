package import Graphs
import Kernels

/// moving′ = momentum·moving + (1 − momentum)·factor·value where a flag is 1, else unchanged, for
/// each of one or more statistics.
///
/// Inputs moving and value, float32 of one shape, for each statistic, and the flag, int32 [1];
/// outputs the new value of each, in place where possible.
package struct MovingAverage: NonDifferentiable, InPlaceLowering, Hashable {
  /// The weights of a statistic's old value and of the batch's.
  package struct Weights: Sendable, Hashable {
    /// The weight of the old value.
    package let momentum: Float
    /// A factor on the batch's value: n/(n − 1) turns the biased variance of n values into the
    /// unbiased one.
    package let factor: Float

    package init(momentum: Float = 0.99, factor: Float = 1) {
      self.momentum = momentum
      self.factor = factor
    }

    /// The weights of a variance over `count` values, unbiased where there is more than one.
    package static func variance(momentum: Float = 0.99, over count: Int) -> Weights {
      Weights(momentum: momentum, factor: count > 1 ? Float(Double(count) / Double(count - 1)) : 1)
    }
  }

  /// One for each statistic.
  package let weights: [Weights]

  package init(_ weights: [Weights]) {
    self.weights = weights
  }

  package var name: String { "movingAverage" }

  package func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let statistics = weights.indices
    guard !statistics.isEmpty, inputs.count == 2 * statistics.count + 1,
      statistics.allSatisfy({
        inputs[2 * $0].elementType == .float32 && inputs[2 * $0] == inputs[2 * $0 + 1]
      }),
      inputs.last == TensorSpec([1], .int32)
    else {
      throw ShapeError(
        name, inputs,
        expected: "moving and value, float32 of one shape, for each of \(statistics.count) "
          + "statistics (at least one), and a flag, int32 [1]")
    }
    return statistics.map { inputs[2 * $0] }
  }

  package func lower(
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
    let launch = MultiTensorLaunch(
      source: .movingAverage, function: name,
      tensors: weights.enumerated().map { index, weights in
        let weight = (1 - Double(weights.momentum)) * Double(weights.factor)
        return MultiTensorLaunch.Entry(
          operands: (isInPlace ? [] : [.input(2 * index)])
            + [.input(2 * index + 1), .output(index)],
          count: inputs[2 * index].shape.count,
          scalars: [.float(weights.momentum), .float(Float(weight))])
      },
      shared: [.input(inputs.count - 1)], options: MultiTensorLaunch.constants(isInPlace))
    return Lowering(
      launch.launches(for: device),
      inPlace: weights.indices.map { .init(input: 2 * $0, output: $0) })
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let enabled = inputs[inputs.count - 1].integers[0] == 1
    return weights.enumerated().map { index, weights in
      let (moving, value) = (inputs[2 * index], inputs[2 * index + 1])
      guard enabled else { return moving }
      let momentum = Scalar(weights.momentum)
      let weight = (1 - momentum) * Scalar(weights.factor)
      return HostTensor(
        zip(moving.values, value.values).map { momentum * $0 + weight * $1 }, shape: moving.shape)
    }
  }
}

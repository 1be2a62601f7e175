package import Graphs
import Kernels

/// Moving statistics of a batch that is computed in parts. Each part moves them as `MovingAverage` does,
/// but the statistics themselves change with the last part only:
///
///     pending′ = momentum·base + (1 − momentum)·factor·value    base = moving in the first part, else pending
///     moving′ = pending′ where a flag is 1, else unchanged
///
/// Inputs moving, pending and value, float32 of one shape, for each of one or more statistics, the part
/// (`BatchPart.spec`), and the flag, int32 [1], 1 in no part but the last; outputs the new moving and
/// pending of each, in place.
package struct PartStatistics: NonDifferentiable, Hashable {
  /// One for each statistic.
  package let weights: [MovingAverage.Weights]

  package init(_ weights: [MovingAverage.Weights]) {
    self.weights = weights
  }

  package var name: String { "partStatistics" }

  package func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let values = 0..<3 * weights.count
    guard !weights.isEmpty, inputs.count == values.count + 2,
      values.allSatisfy({
        inputs[$0].elementType == .float32 && inputs[$0] == inputs[$0 / 3 * 3]
      }),
      Array(inputs.suffix(2)) == [BatchPart.spec, TensorSpec([1], .int32)]
    else {
      throw ShapeError(
        name, inputs,
        expected: "moving, pending and value, float32 of one shape, for each of \(weights.count) "
          + "statistics (at least one), the part, \(BatchPart.spec), and a flag, int32 [1]")
    }
    return weights.indices.flatMap { [inputs[3 * $0], inputs[3 * $0]] }
  }

  package func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let launch = MultiTensorLaunch(
      source: .partStatistics, function: name,
      tensors: weights.enumerated().map { index, weights in
        let weight = (1 - Double(weights.momentum)) * Double(weights.factor)
        return MultiTensorLaunch.Entry(
          operands: (0..<3).map { .input(3 * index + $0) }
            + (0..<2).map { .output(2 * index + $0) },
          count: inputs[3 * index].shape.count,
          scalars: [.float(weights.momentum), .float(Float(weight))])
      },
      shared: [.input(inputs.count - 2), .input(inputs.count - 1)])
    return Lowering(
      launch.launches(for: device),
      inPlace: weights.indices.flatMap { index in
        (0..<2).map { .init(input: 3 * index + $0, output: 2 * index + $0) }
      })
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let isFirst = inputs[inputs.count - 2].integers[0] == 1
    let enabled = inputs[inputs.count - 1].integers[0] == 1
    return weights.enumerated().flatMap { index, weights in
      let (moving, pending) = (inputs[3 * index], inputs[3 * index + 1])
      let momentum = Scalar(weights.momentum)
      let weight = (1 - momentum) * Scalar(weights.factor)
      let base = isFirst ? moving : pending
      let next = HostTensor(
        zip(base.values, inputs[3 * index + 2].values).map { momentum * $0 + weight * $1 },
        shape: moving.shape)
      return [enabled ? next : moving, next]
    }
  }
}

import Graphs

/// A loss whose last launch adds partial sums, one for every chunk of its elements or rows.
protocol ReducedLoss: Operation {
  /// The number of partial sums, and the factor that makes of their sum the loss.
  func partials(_ inputs: [TensorSpec]) -> LossPartials
}

/// Partial sums of a loss, which is `scale` times their sum.
struct LossPartials: Sendable, Hashable {
  let count: Int
  let scale: Float
}

/// A loss without its last launch: `LossTotal` adds the partial sums. The fusion pass creates it.
///
/// Inputs and outputs are the loss's, but for the first: partial sums [count] instead of the loss. Only
/// their sum is defined.
struct PartialLoss: NonDifferentiable {
  let loss: any ReducedLoss

  var name: String { loss.name }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let outputs = try loss.outputs(inputs)
    return [TensorSpec([loss.partials(inputs).count])] + outputs.dropFirst()
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let lowering = loss.lower(inputs, for: device, tuning: tuning)
    precondition(
      lowering.launches.count == 2
        && lowering.workspace == [4 * loss.partials(inputs).count],
      "\(name): \(lowering.launches.count) launches with scratch memory of \(lowering.workspace)")
    let launch = lowering.launches[0].replacingArguments {
      if case .workspace = $0 { .output(0) } else { $0 }
    }
    return Lowering([launch], inPlace: lowering.inPlace)
  }

  /// All of the loss in the first partial sum.
  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    let partials = loss.partials(inputs.map(\.spec))
    let outputs = loss.evaluate(inputs)
    var sums = [Scalar](repeating: 0, count: partials.count)
    sums[0] = outputs[0].values[0] / Scalar(partials.scale)
    return [HostTensor(sums, shape: [partials.count])] + outputs.dropFirst()
  }

  func flops(_ inputs: [TensorSpec]) -> Int { loss.flops(inputs) }
}

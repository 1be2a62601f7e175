public import Graphs
import Kernels

/// Dynamic loss scaling (Micikevicius et al. 2018): divides the scale of the loss out of the gradients,
/// decides whether the step updates the parameters, and adapts the scale to the range of half precision.
///
/// Inputs: one or more gradients of scale · loss, float32; the scale and the steps since it changed,
/// scalars; and whether the loss is finite and the training run not halted, int32 [1]. Outputs: the
/// gradients of the loss, in place; whether the step updates, whether it counts, and whether the run is
/// halted, int32 [1] each; the new scale and the new number of steps, scalars.
///
/// Where all gradients are finite the step updates, and after `interval` such steps in a row the scale
/// doubles. Otherwise it does not update, and the scale halves, down to 1. At 1 a gradient that is not
/// finite is not the scale's fault, and halts the run as a loss does that is not finite.
///
/// Scales are powers of two, so a gradient without overflow has the same bits with any of them, except
/// for rounding to half precision.
public struct LossScaling: NonDifferentiable, Hashable {
  /// Inputs after the gradients.
  private static let ownInputs = 3
  /// Outputs after the gradients.
  private static let ownOutputs = 5

  /// The first scale.
  public let initialScale: Float
  /// The number of steps without a change after which the scale doubles.
  public let interval: Int

  /// - Precondition: the first scale is a power of two, at least 1; the interval is 1 to 2²³.
  public init(initialScale: Float = 32_768, interval: Int = 2_000) {
    precondition(
      initialScale >= 1 && initialScale.isFinite && initialScale.significand == 1,
      "a loss scale is a power of two, at least 1, not \(initialScale)")
    precondition(
      (1...1 << 23).contains(interval), "a loss scale is kept for 1 to 2²³ steps, not \(interval)")
    self.initialScale = initialScale
    self.interval = interval
  }

  public var name: String { "lossScaling" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let (scalar, flag) = (TensorSpec(.scalar), TensorSpec([1], .int32))
    let gradients = Array(inputs.dropLast(Self.ownInputs))
    guard !gradients.isEmpty, inputs.suffix(Self.ownInputs) == [scalar, scalar, flag],
      gradients.allSatisfy({ $0.elementType == .float32 && $0.shape.count > 0 })
    else {
      throw ShapeError(
        name, inputs,
        expected: "one or more gradients, scale and steps, float32 scalars, and an int32 [1]")
    }
    return gradients + [flag, flag, flag, scalar, scalar]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let gradients = inputs.count - Self.ownInputs
    let unscaling = MultiTensorLaunch(
      source: .lossScaling, function: "lossUnscaling",
      tensors: (0..<gradients).map {
        MultiTensorLaunch.Entry(operands: [.input($0), .output($0)], count: inputs[$0].shape.count)
      },
      shared: [.input(gradients), .workspace(0)], counting: .groups)
    let launches = unscaling.launches(for: device)
    let faults = launches.reduce(0) { sum, launch in
      guard case .kernel(let launch) = launch else {
        preconditionFailure("\(name): unscaling is no kernel but \(launch)")
      }
      return sum + launch.global[0] / launch.local[0]
    }
    let group = device.family == .gpu ? min(256, device.maximumWorkGroupSize) : 1
    let decision = Launch.kernel(
      KernelLaunch(
        KernelSpecification(
          .lossScaling, "lossScaling", constants: unscaling.constants(for: device)),
        [.workspace(0)] + (0..<Self.ownInputs).map { .input(gradients + $0) }
          + (0..<Self.ownOutputs).map { .output(gradients + $0) } + [
            .int(Int32(faults)), .int(Int32(interval)),
          ],
        global: [group], local: [group]))
    return Lowering(
      launches + [decision], workspace: [4 * faults],
      inPlace: (0..<gradients).map { .init(input: $0, output: $0) }
        + [
          .init(input: gradients, output: gradients + 3),
          .init(input: gradients + 1, output: gradients + 4),
        ])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let gradients = inputs.dropLast(Self.ownInputs)
    let count = gradients.count
    let (scale, steps) = (inputs[count].values[0], inputs[count + 1].values[0])
    let allFinite = gradients.allSatisfy { $0.values.allSatisfy { $0.isFinite } }
    let proceeds = inputs[count + 2].integers[0] == 1 && (allFinite || scale > 1)
    let isDue = steps + 1 >= Scalar(interval)
    var (newScale, newSteps) = (scale, steps)
    if proceeds {
      newScale = allFinite ? (isDue ? 2 * scale : scale) : scale / 2
      newSteps = allFinite && !isDue ? steps + 1 : 0
    }
    let flags = [proceeds && allFinite, proceeds, !proceeds].map { flag in
      HostTensor<Scalar>(integers: [flag ? 1 : 0], shape: [1])
    }
    let unscaled = gradients.map { gradient in
      HostTensor<Scalar>(gradient.values.map { $0 / scale }, shape: gradient.shape)
    }
    return unscaled + flags + [HostTensor(newScale), HostTensor(newSteps)]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int {
    inputs.dropLast(Self.ownInputs).reduce(0) { $0 + $1.shape.count }
  }
}

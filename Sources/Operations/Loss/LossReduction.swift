import Basics
import Graphs
import Kernels

/// What all losses have in common: a scalar that is the sum of many terms, and gradients from the same
/// pass.
enum LossReduction {
  /// Elements in one partial sum: the CHUNK of PartialLoss.cl.
  private static let chunk = 2048

  /// The partial sums of `count` elements.
  ///
  /// - Parameter scale: a factor on their sum.
  static func partials(of count: Int, scale: Float) -> LossPartials {
    precondition(count > 0, "a loss of no elements has no batch to average over")
    return LossPartials(count: count.dividedRoundingUp(by: chunk), scale: scale)
  }

  /// A kernel over all elements that stores a partial sum of each chunk, and the sum of those.
  ///
  /// - Parameters:
  ///   - tensors: the kernel's inputs and gradients, its first arguments.
  ///   - count: the number of elements, at least 1.
  ///   - scale: a factor on the sum and the gradients.
  ///   - gradientScale: a further factor on the gradients alone.
  ///   - scalars: the kernel's arguments after the scale.
  static func lowering(
    _ source: KernelSource, _ function: String, tensors: [KernelLaunch.Argument], count: Int,
    scale: Float, gradientScale: Float = 1, scalars: [Float] = [],
    inPlace: [Lowering.Sharing], for device: DeviceTraits
  ) -> Lowering {
    let chunks = partials(of: count, scale: scale).count
    return Lowering(
      [
        .kernel(
          KernelSpecification(source, function, constants: constants(for: device)),
          tensors + [.workspace(0), .int(Int32(count)), .float(scale * gradientScale)]
            + scalars.map { .float($0) },
          on: device.workGroups(chunks, of: device.treeGroup)),
        sum(chunks, scale: scale, for: device),
      ], workspace: [chunks * 4], inPlace: inPlace)
  }

  /// output 0 = scale · Σ of `count` partial sums in workspace 0.
  static func sum(_ count: Int, scale: Float, for device: DeviceTraits) -> Launch {
    .kernel(
      KernelSpecification(.lossSum, "lossSum", constants: constants(for: device)),
      [.workspace(0), .output(0), .int(Int32(count)), .float(scale)],
      on: device.workGroups(1, of: device.treeGroup))
  }

  /// The constants of kernels that add partial sums.
  static func constants(for device: DeviceTraits) -> [String: Int] {
    device.family == .gpu ? ["GROUP": device.treeGroup] : [:]
  }

  /// The gradient rule of a loss that saved its gradient, times `gradientScale`, in the forward pass:
  /// upstream / gradientScale · saved.
  ///
  /// The upstream gradient of a term of the total loss is its weight, a constant. Where that equals
  /// `gradientScale` nothing needs to be computed.
  static func scaled(
    _ saved: Tensor, by upstream: Tensor?, gradientScale: Float = 1
  ) -> Tensor? {
    guard let upstream else { return nil }
    if case .constant(let values) = upstream.node.kind, values.count == 1 {
      return values[0] == gradientScale ? saved : Scale(values[0] / gradientScale)(saved)
    }
    let product = ElementwiseBinary(.multiply)(saved, upstream)
    return gradientScale == 1 ? product : Scale(1 / gradientScale)(product)
  }

  /// The sum of many terms on the host, in blocks so that rounding does not grow with their number.
  static func sum<Scalar: HostScalar>(_ terms: [Scalar]) -> Scalar {
    stride(from: 0, to: terms.count, by: 512).reduce(0) { total, start in
      total + terms[start..<min(start + 512, terms.count)].reduce(0, +)
    }
  }
}

extension TensorSpec {
  /// Whether this is float32, not empty, with at least one axis: the batch.
  var isBatch: Bool { elementType == .float32 && shape.rank >= 1 && shape.count > 0 }
}

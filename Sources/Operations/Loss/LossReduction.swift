import Basics
import Graphs
import Kernels

/// What the losses share: a scalar that is the sum of many terms, and gradients that are computed
/// in the same pass.
enum LossReduction {
  /// Elements in one partial sum; as in the kernels.
  private static let segment = 2048

  /// A kernel over all elements that writes a partial sum for each segment, and the sum of those.
  ///
  /// - Parameters:
  ///   - tensors: the kernel's inputs and gradients, which it takes first.
  ///   - count: the number of elements.
  ///   - scale: what the sum and the gradients are multiplied by.
  ///   - gradientScale: what the gradients are multiplied by beside that.
  ///   - numbers: what the kernel takes behind the scale.
  static func lowering(
    _ source: KernelSource, _ function: String, tensors: [KernelLaunch.Argument], count: Int,
    scale: Float, gradientScale: Float = 1, numbers: [Float] = [],
    inPlace: [Lowering.Sharing], for device: DeviceTraits
  ) -> Lowering {
    let segments = count.dividedRoundingUp(by: segment)
    let group = group(of: device)
    let (global, local) =
      switch device.family {
      case .cpu: (min(max(segments, 1), 4 * device.computeUnits), 1)
      case .gpu: (max(segments, 1) * group, group)
      }
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            KernelSpecification(source, function, constants: constants(for: device)),
            tensors + [.workspace(0), .int(Int32(count)), .float(scale * gradientScale)]
              + numbers.map { .float($0) },
            global: [global], local: [local])),
        sum(segments, scale: scale, for: device),
      ], workspace: [max(segments, 1) * 4], inPlace: inPlace)
  }

  /// output 0 = scale · Σ of `count` partial sums in workspace 0.
  static func sum(_ count: Int, scale: Float, for device: DeviceTraits) -> Launch {
    let group = device.family == .gpu ? group(of: device) : 1
    return .kernel(
      KernelLaunch(
        KernelSpecification(.lossSum, "lossSum", constants: constants(for: device)),
        [.workspace(0), .output(0), .int(Int32(count)), .float(scale)],
        global: [group], local: [group]))
  }

  private static func group(of device: DeviceTraits) -> Int {
    ChannelGrid.powerOfTwo(upTo: min(256, device.maximumWorkGroupSize))
  }

  private static func constants(for device: DeviceTraits) -> [String: Int] {
    device.family == .gpu ? ["GROUP": group(of: device)] : [:]
  }

  /// The gradient rule of a loss that has computed its gradients already, times `gradientScale`:
  /// upstream / gradientScale · saved.
  ///
  /// The upstream of a term of the total is its weight, a constant: no product where that is the
  /// scale.
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
  /// Whether this is real with at least one axis, the batch, and has elements.
  var isBatch: Bool { elementType == .float32 && shape.rank >= 1 && shape.count > 0 }
}

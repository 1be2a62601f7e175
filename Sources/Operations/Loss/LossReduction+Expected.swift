import Graphs
import Kernels

extension LossReduction {
  /// A kernel over the rows [batch, classes] of a loss that stores each row's weighted sum, and the sum of
  /// those over the batch.
  ///
  /// - Parameters:
  ///   - tensors: the kernel's inputs, with the weights last, then their gradients: its first arguments.
  ///   - shape: [batch, classes, ...] of what is described.
  ///   - sizes: the kernel's arguments after rows and columns.
  static func expectedLowering(
    _ source: KernelSource, _ function: String, tensors: [KernelLaunch.Argument], shape: Shape,
    sizes: [Int] = [], inPlace: [Lowering.Sharing], for device: DeviceTraits
  ) -> Lowering {
    let rows = shape[0] * shape[1]
    let scale = 1 / Float(shape[0])
    return Lowering(
      [
        .kernel(
          KernelSpecification(source, function, constants: constants(for: device)),
          tensors + [.workspace(0)]
            + ([rows, shape.count / rows] + sizes).map { .int(Int32($0)) } + [.float(scale)],
          on: device.workGroups(rows, of: device.treeGroup)),
        sum(rows, scale: scale, for: device),
      ], workspace: [rows * 4], inPlace: inPlace)
  }

  /// The loss and the gradient of the weights, from the sums of the rows [batch, classes].
  static func expected<Scalar: HostScalar>(
    _ sums: [Scalar], _ weights: HostTensor<Scalar>
  ) -> (loss: HostTensor<Scalar>, weightGradient: HostTensor<Scalar>) {
    let batch = Scalar(weights.shape[0])
    return (
      HostTensor(sum(zip(sums, weights.values).map { $0 * $1 }) / batch),
      HostTensor(sums.map { $0 / batch }, shape: weights.shape)
    )
  }
}

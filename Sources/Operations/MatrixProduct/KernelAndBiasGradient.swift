public import Graphs

/// Both parameter gradients of a dense layer, which read the same upstream gradient.
///
/// Inputs: x [rows, in] and dy [rows, out]. Outputs: the kernel's gradient xᵀ·dy [in, out] and the
/// bias's [out], the sums of dy's columns. The fusion pass replaces the matrix product and the sum by
/// it.
public struct KernelAndBiasGradient: HalfStorable, Hashable {
  private static let product = MatrixProduct(transposeFirst: true)
  private static let sum = Reduction(.sum, axes: 0..<1)

  public init() {}

  public var name: String { "kernelAndBiasGradient" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 2 else {
      throw ShapeError(
        name, inputs, expected: "an input and an upstream gradient, [rows, in] and [rows, out]")
    }
    return try Self.product.outputs(inputs) + Self.sum.outputs([inputs[1]])
  }

  /// None: the operation is made when a graph is fused, after its gradients.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] { [nil, nil] }

  /// Both; where the device has no tile with column sums, another kernel, which reads float32, sums
  /// dy's columns.
  package func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: Self.hasTiles(device) ? [0, 1] : [0])
  }

  /// One pass over dy, on a GPU with a second launch where K is split; else the launches of the product
  /// and of the sum: with the matrix library, with tensor cores, and with a split K on a CPU.
  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    var problem = MatrixProductProblem(Self.product, inputs, withColumnSums: true, for: device)
    problem.half = half
    problem.tuning = tuning
    return problem.lowering
  }

  /// Whether the GPU family has a tile with column sums for the device.
  private static func hasTiles(_ device: DeviceTraits) -> Bool {
    !MatrixProductGPUTile.all(for: device, withColumnSums: true).isEmpty
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    Self.product.evaluate(inputs) + Self.sum.evaluate([inputs[1]])
  }

  public func flops(_ inputs: [TensorSpec]) -> Int {
    Self.product.flops(inputs) + Self.sum.flops([inputs[1]])
  }
}

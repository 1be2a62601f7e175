public import Graphs

/// Both gradients of a dense layer's parameters, which read the same upstream.
///
/// Inputs: x [rows, in] and the upstream dy [rows, out]. Outputs: the kernel's gradient xᵀ·dy
/// [in, out] and the bias's [out], the sums of dy's columns. The fusion pass puts it in the place
/// of the matrix product and the sum.
public struct KernelAndBiasGradient: HalfStorable, Hashable {
  private static let product = MatrixProduct(transposeFirst: true)
  private static let sum = Reduction(.sum, axes: 0..<1)

  public init() {}

  public var name: String { "kernelAndBiasGradient" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 2 else {
      throw ShapeError(
        name, inputs, expected: "an input and an upstream, [rows, in] and [rows, out]")
    }
    return try Self.product.outputs(inputs) + Self.sum.outputs([inputs[1]])
  }

  /// Second derivatives are not offered: the operation only comes to be when a graph is fused.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] { [nil, nil] }

  /// Both; where no tile takes the sums along, the upstream is reduced by another kernel, which reads
  /// float32.
  public func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(
      inputs: MatrixProductGPUTile.all(for: device, withSums: true).isEmpty ? [0] : [0, 1])
  }

  /// One pass over the upstream, on a GPU with a second launch where the rows are split; by the
  /// matrix library, by tensor cores, or with rows that are split on a CPU, the launches of the two.
  public func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let extents = Self.product.extents(inputs)
    let choices = tuning.entries[Self.product.tuningKey(inputs)]
    switch device.family {
    case .gpu where choices?["library"] == 1 && half.isEmpty: break
    case .gpu where Self.product.tensorLowering(inputs, for: device, tuning: tuning) != nil: break
    case .gpu where MatrixProductGPUTile.all(for: device, withSums: true).isEmpty: break
    case .gpu:
      return MatrixProductGPU(
        Self.product, extents, withSums: true, half: half, device, choices ?? [:]
      ).lowering
    case .cpu:
      if choices == nil, let deep = MatrixProductLargeK(extents, withSums: true, device) {
        return deep.lowering
      }
      let tiling = Self.product.tiling(inputs, for: device, tuning: tuning)
      if tiling.splits == 1 {
        return Lowering([
          Self.product.launch(tiling, withEpilogue: false, output: .output(0), sums: .output(1))
        ])
      }
    }
    let product = Self.product.lower(inputs, half: half, for: device, tuning: tuning)
    let sum = Self.sum.lower([inputs[1]], for: device, tuning: tuning)
    let moved = sum.launches.map { launch in
      launch.replacingArguments {
        switch $0 {
        case .input: .input(1)
        case .output: .output(1)
        case .workspace(let index): .workspace(index + product.workspace.count)
        case .int, .float: $0
        }
      }
    }
    return Lowering(product.launches + moved, workspace: product.workspace + sum.workspace)
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

public import Graphs
import Kernels

extension MatrixProduct {
  /// Both factors, the addend, the gate and the product.
  public func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: Set(inputs.indices.filter { !(hasBias && $0 == 2) }), outputs: [0])
  }

  /// The launches for a device: tiles in registers on a CPU, tiles in local memory on a GPU, or the
  /// device's matrix library where a tuning entry says so.
  ///
  /// Tuning key: `matrixProduct MxNxK` and N or T for each operand, as in
  /// `matrixProduct 128x1024x784 NT`. Choices: `splits`, `tileRows`, `group`, `depthBlock` (CPU; any
  /// entry also keeps to the general kernel), those of `MatrixProductGPU` and `library` (1: the
  /// matrix library; GPU), which has no effect where a tensor is stored in half precision.
  public func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    if let tensor = tensorLowering(inputs, for: device, tuning: tuning) { return tensor }
    let key = tuningKey(inputs)
    switch device.family {
    case .cpu:
      if tuning.entries[key] == nil, let special = lowerWithSmallOperand(extents(inputs), device) {
        return special
      }
      return lowerForCPU(tiling(inputs, for: device, tuning: tuning))
    case .gpu where tuning[key, "library"] == 1 && half.isEmpty:
      return lowerToLibrary(inputs, for: device)
    case .gpu:
      return MatrixProductGPU(
        self, extents(inputs), withSums: false, half: half, device, tuning.entries[key] ?? [:]
      ).lowering
    }
  }

  /// Where a tuning record keeps the choices for inputs of these shapes.
  package func tuningKey(_ inputs: [TensorSpec]) -> String {
    let (rows, columns, depth) = extents(inputs)
    return "\(name) \(rows)x\(columns)x\(depth) "
      + "\(transposeFirst ? "T" : "N")\(transposeSecond ? "T" : "N")"
  }

  /// The kernels for many rows and a small second operand or a small result, where they apply.
  private func lowerWithSmallOperand(
    _ extents: (rows: Int, columns: Int, depth: Int), _ device: DeviceTraits
  ) -> Lowering? {
    if let thin = MatrixProductTallSkinny(self, extents, device) { return thin.lowering }
    guard self == MatrixProduct(transposeFirst: true) else { return nil }
    return MatrixProductLargeK(extents, withSums: false, device)?.lowering
  }

  /// How the general kernel of the CPU family is cut.
  func tiling(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> MatrixProductCPUTiling {
    MatrixProductCPUTiling(
      extents(inputs), transposeFirst: transposeFirst, transposeSecond: transposeSecond, device,
      tuning, tuningKey(inputs))
  }

  private func lowerForCPU(_ tiling: MatrixProductCPUTiling) -> Lowering {
    guard tiling.splits > 1 else {
      return Lowering([launch(tiling, withEpilogue: true, output: .output(0))])
    }
    let partial = KernelLaunch.Argument.workspace(0)
    return Lowering(
      [
        launch(tiling, withEpilogue: false, output: partial),
        sum(
          of: tiling.splits, in: partial, rows: tiling.rows, columns: tiling.columns,
          for: tiling.device),
      ], workspace: [tiling.splits * tiling.rows * tiling.columns * 4])
  }

  /// The general kernel of the CPU family.
  ///
  /// - Parameter sums: where the sums of B's columns go, which takes a tiling without splits.
  func launch(
    _ tiling: MatrixProductCPUTiling, withEpilogue: Bool, output: KernelLaunch.Argument,
    sums: KernelLaunch.Argument? = nil
  ) -> Launch {
    let gate = gate == .identity ? nil : gate
    let applied = withEpilogue ? gate ?? activation : .identity
    let addend = hasBias ? 3 : 2
    let flags: [(isSet: Bool, flag: Int)] = [
      (withEpilogue && hasBias, 1), (withEpilogue && activation != .identity, 2),
      (withEpilogue && gate != nil, 4), (transposeFirst, 8), (transposeSecond, 16),
      (withEpilogue && hasAddend, 32), (sums != nil, 64),
    ]
    // What is not asked for still needs a tensor to point to.
    let operands = [
      0, 1, hasBias ? 2 : 1, hasAddend ? addend : 1,
      gate == nil ? 1 : hasAddend ? addend + 1 : addend,
    ]
    // The identity shares ReLU's program.
    let constants = ["ACTIVATION": (applied == .identity ? .relu : applied).rawValue]
    let sizes = tiling.arguments + [flags.reduce(0) { $0 + ($1.isSet ? $1.flag : 0) }]
    return .kernel(
      KernelLaunch(
        KernelSpecification(
          .matrixProduct, "matrixProduct", constants: constants.merging(tiling.constants) { $1 }),
        operands.map { .input($0) } + [output, sums ?? output] + sizes.map { .int(Int32($0)) },
        global: tiling.global, local: [1, 1, 1]))
  }

  private func lowerToLibrary(_ inputs: [TensorSpec], for device: DeviceTraits) -> Lowering {
    let (rows, columns, depth) = extents(inputs)
    let isPlain = inputs.count == 2 && activation == .identity
    let target = isPlain ? KernelLaunch.Argument.output(0) : .workspace(0)
    let product = Launch.gemm(
      LibraryProduct(
        m: rows, n: columns, k: depth, transposeFirst: transposeFirst,
        transposeSecond: transposeSecond, first: .input(0), second: .input(1), result: target))
    guard !isPlain else { return Lowering([product]) }
    return Lowering(
      [product, sum(of: 1, in: target, rows: rows, columns: columns, for: device)],
      workspace: [rows * columns * 4])
  }

  /// Adds partial products in order and applies the epilogue.
  ///
  /// - Parameters:
  ///   - sums: where the sums of B's columns go that stand behind each partial product; there is no
  ///     epilogue then.
  ///   - half: what is stored in half precision.
  func sum(
    of splits: Int, in partial: KernelLaunch.Argument, rows: Int, columns: Int,
    sums: KernelLaunch.Argument? = nil, half: HalfOperands = HalfOperands(),
    for device: DeviceTraits
  ) -> Launch {
    let grid = device.elements(rows * columns)
    return .kernel(
      KernelLaunch(
        KernelSpecification(
          .matrixProductStages, "matrixProductSum",
          constants: epilogueConstants(true, half)
            .merging(["HAS_SUMS": sums == nil ? 0 : 1]) { $1 }),
        [partial] + epilogueArguments + [.output(0)] + (sums.map { [$0] } ?? [])
          + [rows, columns, splits].map { .int(Int32($0)) },
        global: grid.global, local: grid.local))
  }

  /// The bias, the addend and the gate, as far as there are any: the inputs from 2 on.
  var epilogueArguments: [KernelLaunch.Argument] {
    (0..<epilogueInputs).map { .input(2 + $0) }
  }

  /// What is compiled of the epilogue; without one, of none, and what it stores is float32.
  func epilogueConstants(
    _ included: Bool, _ half: HalfOperands = HalfOperands()
  ) -> [String: Int] {
    var tensors = ["output": KernelLaunch.Argument.output(0)]
    if hasAddend { tensors["addend"] = .input(hasBias ? 3 : 2) }
    if gate != nil { tensors["gate"] = .input(1 + epilogueInputs) }
    return [
      "HAS_BIAS": included && hasBias ? 1 : 0, "HAS_ADDEND": included && hasAddend ? 1 : 0,
      "HAS_GATE": included && gate != nil ? 1 : 0,
      "ACTIVATION": included ? (gate ?? activation).rawValue : 0,
    ].merging(included ? half.constants(tensors) : [:]) { $1 }
  }
}

import Graphs
import Kernels

/// The launches of the CPU family.
extension MatrixProduct {
  /// The kernel for a tall A and a small B, or for a large K and a small C, where one of them applies
  /// and no record has choices for the shape; else the general kernel.
  func lowerForCPU(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    if tuning.entries[tuningKey(inputs)] == nil {
      let extents = extents(inputs)
      if let tallSkinny = MatrixProductTallSkinny(self, extents, device) {
        return tallSkinny.lowering
      }
      if self == MatrixProduct(transposeFirst: true),
        let largeK = MatrixProductLargeK(extents, withColumnSums: false, device)
      {
        return largeK.lowering
      }
    }
    return lowering(cpuTiling(inputs, for: device, tuning: tuning))
  }

  private func lowering(_ tiling: MatrixProductCPUTiling) -> Lowering {
    guard tiling.splits > 1 else {
      return Lowering([launch(tiling, withEpilogue: true, output: .output(0))])
    }
    let (m, n) = (tiling.extents.m, tiling.extents.n)
    let partial = KernelLaunch.Argument.workspace(0)
    return Lowering(
      [
        launch(tiling, withEpilogue: false, output: partial),
        sum(of: tiling.splits, in: partial, rows: m, columns: n, for: tiling.device),
      ], workspace: [tiling.splits * m * n * 4])
  }

  /// How the general kernel is tiled.
  func cpuTiling(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> MatrixProductCPUTiling {
    MatrixProductCPUTiling(
      extents(inputs), transposeFirst: transposeFirst, transposeSecond: transposeSecond, device,
      tuning, tuningKey(inputs))
  }

  /// The general kernel.
  ///
  /// - Parameter columnSums: where the sums of B's columns go.
  /// - Precondition: with `columnSums`, K is not split.
  func launch(
    _ tiling: MatrixProductCPUTiling, withEpilogue: Bool, output: KernelLaunch.Argument,
    columnSums: KernelLaunch.Argument? = nil
  ) -> Launch {
    precondition(
      columnSums == nil || tiling.splits == 1,
      "\(name): sums of columns with K split in \(tiling.splits), \(tiling.extents)")
    var flags = cpuFlags(withEpilogue: withEpilogue)
    if columnSums != nil { flags.insert(.columnSums) }
    let constants = cpuConstants(withEpilogue: withEpilogue).merging(tiling.constants) { $1 }
    return .kernel(
      KernelLaunch(
        KernelSpecification(.matrixProduct, "matrixProduct", constants: constants),
        cpuOperands + [output, columnSums ?? output]
          + (tiling.arguments + [flags.rawValue]).map { .int(Int32($0)) },
        global: tiling.global, local: [1, 1, 1]))
  }
}

/// What the general kernel and that for a tall A have in common.
extension MatrixProduct {
  /// A, B, bias, addend and gate. A tensor that there is not still needs an address: that of B.
  var cpuOperands: [KernelLaunch.Argument] {
    let addend = hasBias ? 3 : 2
    return [
      .input(0), .input(1), .input(hasBias ? 2 : 1), .input(hasAddend ? addend : 1),
      .input(cpuGate == nil ? 1 : hasAddend ? addend + 1 : addend),
    ]
  }

  /// What the kernel has to do, but for the sums of B's columns.
  func cpuFlags(withEpilogue: Bool) -> MatrixProductFlags {
    var flags: MatrixProductFlags = []
    if transposeFirst { flags.insert(.transposeA) }
    if transposeSecond { flags.insert(.transposeB) }
    guard withEpilogue else { return flags }
    if hasBias { flags.insert(.bias) }
    if hasAddend { flags.insert(.addend) }
    if activation != .identity { flags.insert(.activation) }
    if cpuGate != nil { flags.insert(.gate) }
    return flags
  }

  /// The flags' bits and the activation, where the identity shares ReLU's program.
  func cpuConstants(withEpilogue: Bool) -> [String: Int] {
    let applied = withEpilogue ? cpuGate ?? activation : .identity
    return MatrixProductFlags.constants.merging([
      "ACTIVATION": (applied == .identity ? .relu : applied).rawValue
    ]) { $1 }
  }

  /// The gate, unless its derivative is 1.
  private var cpuGate: Activation? { gate == .identity ? nil : gate }
}

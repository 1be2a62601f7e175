package import Graphs
import Kernels

extension MatrixProduct {
  /// A, B, the addend, the gate and C.
  package func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: Set(inputs.indices.filter { !(hasBias && $0 == 2) }), outputs: [0])
  }

  /// The launches for a device, of the first algorithm in `MatrixProductProblem.algorithms` that
  /// applies.
  ///
  /// Tuning key: `matrixProduct MxNxK` and N or T for each operand, as in
  /// `matrixProduct 128x1024x784 NT`. Choices: `splits`, `tileRows`, `group`, `depthBlock` (CPU; any
  /// entry also selects the general algorithm), those of `MatrixProductGPU` and `library` (1: the
  /// matrix library; GPU), which has no effect where a tensor is stored in half precision.
  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    var problem = MatrixProductProblem(self, inputs, for: device)
    problem.half = half
    problem.tuning = tuning
    return problem.lowering
  }

  /// Where a tuning record keeps the choices for inputs of these shapes.
  package func tuningKey(_ inputs: [TensorSpec]) -> String {
    let extents = extents(inputs)
    return "\(name) \(extents.m)x\(extents.n)x\(extents.k) "
      + "\(transposeFirst ? "T" : "N")\(transposeSecond ? "T" : "N")"
  }

  /// Adds the partial products of a split K in order and applies the epilogue.
  ///
  /// - Parameters:
  ///   - columnSums: where the sums of B's columns go, of which each partial product is followed by
  ///     its own; there is no epilogue then.
  ///   - half: what is stored in half precision.
  func sum(
    of splits: Int, in partial: KernelLaunch.Argument, rows: Int, columns: Int,
    columnSums: KernelLaunch.Argument? = nil, half: HalfOperands = HalfOperands(),
    for device: DeviceTraits
  ) -> Launch {
    precondition(
      columnSums == nil || epilogueInputs == 0,
      "\(name) of \(rows) x \(columns): sums of columns with an epilogue")
    let grid = device.elements(rows * columns)
    return .kernel(
      KernelSpecification(
        .matrixProductStages, "matrixProductSum",
        constants: epilogueConstants(true, half)
          .merging(["HAS_SUMS": columnSums == nil ? 0 : 1]) { $1 }),
      [partial] + epilogueArguments + [.output(0)] + (columnSums.map { [$0] } ?? [])
        + [rows, columns, splits].map { .int(Int32($0)) }, on: grid)
  }

  /// The bias, the addend and the gate, as far as there are any: the inputs from 2 on.
  var epilogueArguments: [KernelLaunch.Argument] {
    (0..<epilogueInputs).map { .input(2 + $0) }
  }

  /// The constants of the GPU family's epilogue, or of none, which stores float32.
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

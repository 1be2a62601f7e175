import Graphs
import Operations
import Testing

@Suite("MatrixProductTallSkinny")
struct MatrixProductTallSkinnyTests {
  /// A tall A and a small B, at every width of a register tile.
  @Test(
    arguments: [
      ProductCase(1024, 1, 1), ProductCase(1025, 6, 17), ProductCase(1031, 17, 6),
      ProductCase(1100, 40, 30),
      ProductCase(1047, 160, 40), ProductCase(1034, 257, 17), ProductCase(1050, 30, 257),
    ], [false, true])
  func kernelMatchesOracle(_ extents: ProductCase, _ transposeSecond: Bool) throws {
    for epilogue in [
      MatrixProduct(transposeSecond: transposeSecond),
      MatrixProduct(transposeSecond: transposeSecond, hasBias: true, activation: .relu),
      MatrixProduct(transposeSecond: transposeSecond, hasBias: true, gate: .relu),
      MatrixProduct(transposeSecond: transposeSecond, hasAddend: true, gate: .identity),
      MatrixProduct(transposeSecond: transposeSecond, hasAddend: true, activation: .relu),
      MatrixProduct(
        transposeSecond: transposeSecond, hasBias: true, hasAddend: true, gate: .relu),
    ] {
      let inputs = extents.inputs(for: epilogue, seed: 10)
      let lowering = epilogue.lower(
        inputs.map(\.spec), for: DeviceTraits(family: .cpu), tuning: TuningRecord())
      #expect(lowering.functions == ["matrixProductTallSkinny"])
      try expectKernelsMatchOracle(epilogue, inputs: inputs, targets: TestTarget.cpu)
    }
  }

  @Test(arguments: [Activation.softplus, .sigmoid])
  func otherActivationsMatchOracle(_ activation: Activation) throws {
    for epilogue in [
      MatrixProduct(hasBias: true, activation: activation),
      MatrixProduct(transposeSecond: true, gate: activation),
    ] {
      for extents in [ProductCase(1100, 40, 30), ProductCase(1025, 6, 17)] {
        try expectKernelsMatchOracle(
          epilogue, inputs: extents.inputs(for: epilogue, seed: 11), targets: TestTarget.cpu)
      }
    }
  }
}

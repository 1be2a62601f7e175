import Graphs
import Operations
import Testing

@Suite("MatrixProductLargeK")
struct MatrixProductLargeKTests {
  /// A large K and a small result, with either operand as the wider one.
  @Test(
    arguments: [
      ProductCase(1, 17, 1024), ProductCase(17, 1, 1025), ProductCase(6, 40, 1500),
      ProductCase(30, 2, 3333),
      ProductCase(40, 160, 4096), ProductCase(40, 30, 5001), ProductCase(64, 64, 1030),
      ProductCase(8, 257, 1111),
    ])
  func largeKMatchesOracle(_ extents: ProductCase) throws {
    let product = MatrixProduct(transposeFirst: true)
    let inputs = extents.inputs(for: product, seed: 12)
    let lowering = product.lower(
      inputs.map(\.spec), for: DeviceTraits(family: .cpu), tuning: TuningRecord())
    #expect(lowering.functions.first == "matrixProductLargeK")
    try expectKernelsMatchOracle(product, inputs: inputs, targets: TestTarget.cpu)
  }

  /// The layers of the paper's dense and convolutional models use the general kernel.
  @Test(arguments: [
    ProductCase(128, 1024, 784), ProductCase(128, 10, 1024), ProductCase(64, 512, 12544),
  ])
  func largeResultsUseTheGeneralKernel(_ layer: ProductCase) throws {
    for (product, extents) in [
      (MatrixProduct(), layer),
      (MatrixProduct(transposeFirst: true), ProductCase(layer.k, layer.n, layer.m)),
      (MatrixProduct(transposeSecond: true), ProductCase(layer.m, layer.k, layer.n)),
    ] {
      let lowering = product.lower(
        extents.inputs(for: product, seed: 1).map(\.spec), for: DeviceTraits(family: .cpu),
        tuning: TuningRecord())
      #expect(lowering.functions.contains("matrixProduct"))
    }
  }
}

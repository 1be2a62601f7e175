import Graphs
import Operations
import Testing

@Suite("KernelAndBiasGradient")
struct KernelAndBiasGradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rows: Int
    let inputs: Int
    let units: Int

    init(_ rows: Int, _ inputs: Int, _ units: Int) {
      (self.rows, self.inputs, self.units) = (rows, inputs, units)
    }

    var testDescription: String { "\(rows) rows, \(inputs) to \(units)" }

    func operands(seed: UInt64) -> [HostTensor<Double>] {
      var random = TestRandom(seed: seed)
      return [random.tensor([rows, inputs]), random.tensor([rows, units], in: -0.5...1)]
    }
  }

  /// Shapes for the kernel for a large K, with and without split-K, with either operand wider.
  @Test(
    arguments: [
      Case(1024, 1, 17), Case(1025, 17, 1), Case(1500, 6, 40), Case(1023 + 64, 8, 30),
      Case(3333, 30, 2), Case(2049, 40, 6), Case(4096, 40, 160), Case(5001, 40, 30),
      Case(1030, 64, 64), Case(1111, 8, 257), Case(1037, 257, 8),
    ])
  func onePassMatchesOracle(_ layer: Case) throws {
    let operands = layer.operands(seed: 1)
    let lowering = KernelAndBiasGradient().lower(
      operands.map(\.spec), for: DeviceTraits(family: .cpu), tuning: TuningRecord())
    #expect(lowering.launches.count <= 2)
    try expectKernelsMatchOracle(
      KernelAndBiasGradient(), inputs: operands,
      targets: TestTarget.cpu)
  }

  /// The general kernel of either family, with sums of columns.
  @Test(
    arguments: [
      Case(1, 1, 1), Case(17, 257, 17), Case(257, 300, 100), Case(2000, 17, 65), Case(128, 700, 10),
    ])
  func generalKernelMatchesOracle(_ layer: Case) throws {
    try expectKernelsMatchOracle(KernelAndBiasGradient(), inputs: layer.operands(seed: 2))
  }

  /// The sums of columns need no launch of their own, however many work-items there are.
  @Test(arguments: [1, 2, 7, 64])
  func generalKernelIsOneLaunch(_ computeUnits: Int) {
    let traits = DeviceTraits(family: .cpu, computeUnits: computeUnits)
    let lowering = KernelAndBiasGradient().lower(
      [TensorSpec([128, 784]), TensorSpec([128, 1024])], for: traits, tuning: TuningRecord())
    #expect(lowering.functions == ["matrixProduct"] && lowering.workspace.isEmpty)
  }

  /// With split-K, the launches of the product are followed by those of the sum.
  @Test func twoPassesMatchOracle() throws {
    let operands = Case(300, 40, 50).operands(seed: 3)
    let key = MatrixProduct(transposeFirst: true).tuningKey(operands.map(\.spec))
    try expectKernelsMatchOracle(
      KernelAndBiasGradient(), inputs: operands,
      tuning: TuningRecord(entries: [key: ["splits": 2]]), targets: TestTarget.cpu)
  }

  /// The work is divided among all cores: by vectors, or, where there are too few of them, by K.
  @Test(arguments: [1, 2, 7, 64])
  func workIsDividedAmongAllCores(_ computeUnits: Int) throws {
    let traits = DeviceTraits(family: .cpu, computeUnits: computeUnits)
    for layer in [Case(8192, 30, 2), Case(8192, 40, 160)] {
      let operands = [
        TensorSpec([layer.rows, layer.inputs]), TensorSpec([layer.rows, layer.units]),
      ]
      let lowering = KernelAndBiasGradient().lower(operands, for: traits, tuning: TuningRecord())
      let launch = try lowering.firstKernel()
      #expect(launch.kernel.function == "matrixProductLargeK")
      #expect(launch.global.reduce(1, *) >= min(computeUnits, 16))
    }
  }

  @Test(arguments: [Case(3333, 30, 2), Case(4096, 40, 160), Case(1100, 40, 30)])
  func executionsAgreeToTheBit(_ layer: Case) throws {
    let operands = layer.operands(seed: 4).map { $0.converted(to: Float.self) }
    let leaves = operands.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
    let results = KernelAndBiasGradient().all(leaves)
    let feed = ["input0": operands[0], "input1": operands[1]]
    for target in TestTarget.cpu {
      let first = try run(results, inputs: feed, on: target)
      for _ in 0..<3 { #expect(try run(results, inputs: feed, on: target) == first) }
    }
  }

  /// Fusion leaves one operation for the gradients of both parameters of a dense layer.
  @Test func productAndSumAreJoined() throws {
    let x = Tensor.input("x", TensorSpec([17, 3]))
    let kernel = Tensor.variable(Variable("kernel", TensorSpec([3, 5])))
    let bias = Tensor.variable(Variable("bias", TensorSpec([5])))
    let loss = Reduction(.sum)(Activate(.tanh)(MatrixProduct()(x, kernel) + bias))
    let gradients = Gradients(of: loss, addingWith: ElementwiseBinary(.add))
    let pair = try [
      #require(gradients[kernel]), #require(gradients[bias]),
    ]
    let graph = Graph(outputs: [.init("kernel", pair[0]), .init("bias", pair[1])])
    let names = graph.fused().nodes.compactMap(\.operation?.name)
    #expect(names.filter { $0 == "kernelAndBiasGradient" }.count == 1)
    #expect(!names.contains("sum"))
  }

  @Test(arguments: [
    [TensorSpec([4, 3])], [TensorSpec([4, 3]), TensorSpec([5, 2])],
    [TensorSpec([4, 3]), TensorSpec([4])], [TensorSpec([0, 3]), TensorSpec([0, 2])],
  ])
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try KernelAndBiasGradient().outputs(inputs) }
  }
}

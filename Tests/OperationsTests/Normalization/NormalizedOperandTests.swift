import Graphs
import Operations
import Testing

/// Convolutions that normalise an operand as they load it.
@Suite("NormalizedOperand")
struct NormalizedOperandTests {
  /// Multiples of 4 for both channel counts, for one, for neither; parity classes; each with a tile of
  /// the GPU family's implicit matrix product.
  static let tiles = [
    (
      ConvolutionCase([2, 9, 7, 8], [3, 5, 8, 36], stride: 2),
      ["tileRows": 64, "tileColumns": 32, "tileDepth": 8]
    ),
    (
      ConvolutionCase([1, 8, 9, 20], [2, 3, 20, 21]),
      ["tileRows": 16, "tileColumns": 64, "tileDepth": 16]
    ),
    (
      ConvolutionCase([2, 7, 9, 7], [1, 3, 7, 25], stride: 3, padding: .valid),
      ["tileRows": 128, "tileColumns": 16, "tileDepth": 8]
    ),
  ]

  /// A normalised tensor and values for its inputs. β is not 0, so that normalised padding would show.
  private struct Normalized {
    let tensor: Tensor
    let inputs: [String: HostTensor<Double>]

    init(_ shape: Shape, _ random: inout TestRandom, activation: Activation = .relu) {
      let channels = Shape([shape.last])
      let values = [
        ("x", random.tensor(shape)), ("gamma", random.tensor(channels, in: 0.5...1.5)),
        ("beta", random.tensor(channels, in: 0.2...0.8)), ("mean", random.tensor(channels)),
        ("variance", random.tensor(channels, in: 0.5...1.5)),
      ]
      let leaves = values.map { Tensor.input($0.0, $0.1.spec) }
      tensor = Normalize(activation: activation).all(leaves)[0]
      inputs = Dictionary(uniqueKeysWithValues: values)
    }
  }

  /// Checks that the fused graph has no normalisation left, and that its results match those of the
  /// unfused graph, on the host and by the kernels.
  private func expectRecomputed(
    _ tensors: [Tensor], _ inputs: [String: HostTensor<Double>],
    tuning: TuningRecord = TuningRecord(), tolerance: Double = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    guard TestLimit.allows(inputs) else { return }
    let fused = Graph(of: tensors).fused(for: DeviceTraits(family: .gpu))
    #expect(
      Set(fused.operationNames).isDisjoint(with: ["normalize", "batchNormalization"]),
      sourceLocation: sourceLocation)
    let single = inputs.mapValues { $0.converted(to: Float.self) }
    let double = single.mapValues { $0.converted(to: Double.self) }
    let oracle = evaluate(tensors, inputs: double)
    let host = evaluate(fused.outputs.map(\.tensor), inputs: double)
    for (value, expected) in zip(host, oracle) {
      #expect(
        relativeDistance(value.converted(to: Float.self), expected) < 1e-6,
        sourceLocation: sourceLocation)
    }
    for target in TestTarget.gpu {
      let actual = try run(
        fused.outputs.map(\.tensor), inputs: single, on: target, tuning: tuning)
      for (index, expected) in oracle.enumerated() {
        let distance = relativeDistance(actual[index], expected)
        #expect(
          distance <= tolerance, "output \(index) on \(target.testDescription): \(distance)",
          sourceLocation: sourceLocation)
      }
    }
  }

  private func expectForward(_ one: ConvolutionCase, _ tuning: TuningRecord) throws {
    var random = TestRandom(seed: 1)
    let normalized = Normalized(one.image, &random)
    let weights = random.tensor(one.kernel)
    let y = Convolution(stride: one.stride, padding: one.padding)(
      normalized.tensor, Tensor.input("weights", weights.spec))
    try expectRecomputed(
      [y], normalized.inputs.merging(["weights": weights]) { $1 }, tuning: tuning)
  }

  private func expectInputGradient(_ one: ConvolutionCase, _ tuning: TuningRecord) throws {
    var random = TestRandom(seed: 2)
    let normalized = try Normalized(one.features(), &random)
    let weights = random.tensor(one.kernel)
    let y = ConvolutionInputGradient(
      stride: one.stride, padding: one.padding, imageHeight: one.image[1], imageWidth: one.image[2])(
        normalized.tensor, Tensor.input("weights", weights.spec))
    try expectRecomputed(
      [y], normalized.inputs.merging(["weights": weights]) { $1 }, tuning: tuning)
  }

  @Test(arguments: tiles)
  func gpuTilesMatchOracle(_ one: ConvolutionCase, _ tile: [String: Int]) throws {
    try expectForward(one, one.tuning("convolution", tile))
    try expectInputGradient(one, one.tuning("convolutionInputGradient", tile))
  }

  @Test(arguments: [
    ConvolutionCase([1, 19, 37, 2], [7, 7, 2, 32], stride: 2),
    ConvolutionCase([2, 13, 12, 4], [3, 2, 4, 5], stride: 2, padding: .valid),
    ConvolutionCase([1, 9, 10, 20], [5, 4, 20, 3]),
  ])
  func fewChannelsMatchOracle(_ one: ConvolutionCase) throws {
    try expectForward(one, TuningRecord())
    try expectInputGradient(one, TuningRecord())
  }

  @Test(arguments: ConvolutionCase.winogradGPU)
  func winogradGPUMatchOracle(_ one: ConvolutionCase) throws {
    try expectForward(one, one.winograd("convolution", points: 4))
    try expectInputGradient(one, one.winograd("convolutionInputGradient", points: 4))
  }

  /// The image is normalised, as in an encoder, or the features, as after a transposed convolution.
  @Test(arguments: tiles)
  func filterGradientsMatchOracle(_ one: ConvolutionCase, _ tile: [String: Int]) throws {
    let operation = ConvolutionFilterGradient(
      stride: one.stride, padding: one.padding, kernelHeight: one.kernel[0],
      kernelWidth: one.kernel[1])
    let tuning = try one.tuning("convolutionFilterGradient", tile.merging(["slices": 2]) { $1 })
    var random = TestRandom(seed: 3)
    let image = Normalized(one.image, &random)
    let features = try random.tensor(one.features())
    try expectRecomputed(
      [operation(image.tensor, Tensor.input("other", features.spec))],
      image.inputs.merging(["other": features]) { $1 }, tuning: tuning)
    let plain = random.tensor(one.image)
    let normalized = try Normalized(one.features(), &random)
    try expectRecomputed(
      [operation(Tensor.input("other", plain.spec), normalized.tensor)],
      normalized.inputs.merging(["other": plain]) { $1 }, tuning: tuning)
  }

  /// Normalising on load gives the bits of a stored normalised tensor.
  @Test func bitsAreThoseOfAStoredTensor() throws {
    var random = TestRandom(seed: 4)
    let normalized = Normalized([2, 9, 7, 8], &random)
    let weights = random.tensor([3, 3, 8, 12])
    let y = Convolution()(normalized.tensor, Tensor.input("weights", weights.spec))
    let inputs = normalized.inputs.merging(["weights": weights]) { $1 }
      .mapValues { $0.converted(to: Float.self) }
    let fused = Graph(of: [y]).fused(for: DeviceTraits(family: .gpu))
    for target in TestTarget.gpu {
      let stored = try run([y], inputs: inputs, on: target)
      let recomputed = try run(fused.outputs.map(\.tensor), inputs: inputs, on: target)
      #expect(recomputed == stored, "\(target.testDescription)")
    }
  }

  /// A convolution, a strided one, a transposed one and an output layer with normalisations between
  /// them, and all gradients.
  @Test func trainingGraphsMatchOracle() throws {
    var random = TestRandom(seed: 5)
    var inputs: [String: HostTensor<Double>] = [:]
    func input(_ name: String, _ shape: Shape, in range: ClosedRange<Double> = -1...1) -> Tensor {
      let value = random.tensor(shape, in: range)
      inputs[name] = value
      return Tensor.input(name, value.spec)
    }
    func normalized(_ x: Tensor, _ name: String) -> Tensor {
      BatchNormalization(activation: .relu)(
        x, input("gamma\(name)", [x.shape.last], in: 0.5...1.5),
        input("beta\(name)", [x.shape.last], in: 0.2...0.8))
    }
    let kernels = [
      input("kernel1", [3, 3, 3, 12]), input("kernel2", [3, 3, 12, 8]),
      input("kernel3", [3, 3, 6, 8]), input("kernel4", [1, 1, 6, 2]),
    ]
    let first = normalized(Convolution()(input("x", [3, 9, 8, 3]), kernels[0]), "1")
    let second = normalized(Convolution(stride: 2)(first, kernels[1]), "2")
    let transposed = ConvolutionInputGradient(stride: 2, imageHeight: 9, imageWidth: 8)
    let third = normalized(transposed(second, kernels[2]), "3")
    let last = Convolution()(third, kernels[3])
    let loss = KLDivergence()(last, input("logVariance", last.shape))
    let gradients = Gradients(of: loss)
    let tensors = [loss] + kernels.compactMap { gradients[$0] }
    #expect(tensors.count == 5)
    try expectRecomputed(tensors, inputs, tolerance: 1e-4)
  }

  /// A device, an activation, a further reader and an operand that need the normalised tensor stored.
  @Test func otherwiseTheTensorIsStored() throws {
    var random = TestRandom(seed: 6)
    let weights = Tensor.input("weights", TensorSpec([3, 3, 8, 12]))
    func isStored(
      _ tensors: [Tensor], on device: DeviceTraits = DeviceTraits(family: .gpu)
    ) -> Bool {
      Graph(of: tensors).fused(for: device).operationNames.contains("normalize")
    }
    let x = Normalized([2, 9, 7, 8], &random).tensor
    let y = Convolution()(x, weights)
    #expect(!isStored([y]))
    #expect(isStored([y], on: DeviceTraits(family: .cpu)))
    let tensorCores = DeviceTraits(family: .gpu, localMemoryBytes: 49_152, precision: .tf32)
    #expect(isStored([y], on: tensorCores))
    #expect(isStored([y, x]))
    #expect(isStored([y, Activate(.sigmoid)(x)]))
    let tanh = Normalized([2, 9, 7, 8], &random, activation: .tanh).tensor
    #expect(isStored([Convolution()(tanh, weights)]))
    let gate = Normalized([2, 9, 7, 12], &random).tensor
    let upstream = Tensor.input("upstream", TensorSpec([2, 9, 7, 8]))
    #expect(isStored([Convolution(gate: .relu)(upstream, weights, gate)]))
  }

  /// Tuning choices are those of the reader, under its key.
  @Test func tuningIsTheReaders() throws {
    var random = TestRandom(seed: 7)
    let weights = Tensor.input("weights", TensorSpec([3, 3, 8, 12]))
    let plain = Graph(of: [Convolution()(Normalized([2, 9, 7, 8], &random).tensor, weights)])
    let device = DeviceTraits(family: .gpu)
    let fused = try Plan(plain.fused(for: device), for: device)
    #expect(try fused.tuningKeys == Plan(plain, for: device).tuningKeys)
    #expect(fused.tuningKeys.count == 1)
  }
}

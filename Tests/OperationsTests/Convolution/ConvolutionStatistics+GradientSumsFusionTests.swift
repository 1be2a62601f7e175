import Graphs
import Operations
import Testing

/// When the fusion pass lets a convolution compute the sums of a batch normalisation's gradient.
@Suite("Fusion of gradient sums of a convolution")
struct ConvolutionGradientSumsFusionTests {
  /// Two layers with batch normalisation between them, as in the models: the activation included in the
  /// normalisation or separate, followed by a convolution or a transposed one.
  @Test(arguments: [true, false], [true, false])
  func fusedGradientsMatchCentralDifferences(_ includesActivation: Bool, _ isTransposed: Bool)
    throws
  {
    var random = TestRandom(seed: 3)
    // Image, first kernel, gamma, beta, second kernel.
    let shapes: [Shape] = [
      [2, 4, 3, 2], [3, 3, 2, 3], [3], [3], isTransposed ? [3, 3, 2, 3] : [3, 3, 3, 2],
    ]
    let tensors = shapes.enumerated().map { Tensor.input("\($0.offset)", TensorSpec($0.element)) }
    let normalized = BatchNormalization(activation: includesActivation ? .tanh : .identity).all([
      Convolution()(tensors[0], tensors[1]), tensors[2], tensors[3],
    ])[0]
    let y = includesActivation ? normalized : Activate(.tanh)(normalized)
    let result =
      isTransposed
      ? ConvolutionInputGradient(stride: 2, imageHeight: 8, imageWidth: 6)(y, tensors[4])
      : Convolution(stride: 2)(y, tensors[4])
    let loss = KLDivergence()(result, Tensor.input("logVariance", result.spec))
    let gradients = Gradients(of: loss)
    let fused = Graph(of: try tensors.map { try #require(gradients[$0]) }).fused()
    #expect(fused.operationNames.contains("batchNormalizationInputGradient"))
    #expect(!fused.operationNames.contains("batchNormalizationGradient"))
    let outputs = fused.outputs.map(\.tensor)
    var inputs = ["logVariance": random.tensor(result.shape)]
    for (index, shape) in shapes.enumerated() { inputs["\(index)"] = random.tensor(shape) }
    for (index, gradient) in evaluate(outputs, inputs: inputs).enumerated() {
      let value = try #require(inputs["\(index)"])
      func shiftedLoss(_ element: Int, by amount: Double) -> Double {
        var values = value.values
        values[element] += amount
        var shifted = inputs
        shifted["\(index)"] = HostTensor(values, shape: value.shape)
        return evaluate([loss], inputs: shifted)[0].values[0]
      }
      let expected = value.values.indices.map {
        (shiftedLoss($0, by: 1e-5) - shiftedLoss($0, by: -1e-5)) / 2e-5
      }
      let distance = relativeDistance(
        gradient.converted(to: Float.self), HostTensor(expected, shape: value.shape))
      #expect(distance < 1e-6, "input \(index): \(distance)")
    }
    try expectGraphMatchesOracle(outputs, inputs: inputs)
  }

  /// No fusion where x depends on the convolution's own result, or where a kernel would need two
  /// activations.
  @Test func otherGraphsKeepTheirPass() {
    let upstream = Convolution()(
      Tensor.input("x", TensorSpec([1, 4, 4, 2])),
      Tensor.input("weights", TensorSpec([3, 3, 2, 3])))
    let channels = TensorSpec([3])
    let needed = BatchNormalizationGradient().all(
      [upstream, Activate(.tanh)(upstream)]
        + ConvolutionGradientSumsTests.leaves.map { Tensor.input($0, channels) })
    #expect(
      Graph(of: needed).fused().operationNames.sorted()
        == ["batchNormalizationGradient", "convolution", "tanh"])
    let gated = ActivationGradient(.tanh)(upstream, .input("gate", upstream.spec))
    #expect(
      Graph(of: ConvolutionGradientSumsTests.normalizationGradient(gated, .relu)).fused()
        .operationNames
        == ["convolution", "batchNormalizationGradient"])
  }

  /// Kernels for tensor cores do not compute sums.
  @Test func tensorCoresLeaveSumsToAPass() throws {
    let upstream = Convolution()(
      Tensor.input("x", TensorSpec([2, 9, 9, 16])),
      Tensor.input("weights", TensorSpec([3, 3, 16, 32])))
    let fused = Graph(of: ConvolutionGradientSumsTests.normalizationGradient(upstream, .relu))
      .fused()
    let device = DeviceTraits(family: .gpu, localMemoryBytes: 49_152, precision: .tf32)
    let functions = try Plan(fused, for: device).kernels.map(\.function)
    #expect(
      functions
        == ["convolutionMMA", "batchGradientSums", "batchGradientMerge", "batchInputGradient"])
  }

  /// Tuning measures the convolution without sums; its choices apply with and without them.
  @Test(arguments: DeviceTraits.Family.allCases)
  func measuredWithoutSums(_ family: DeviceTraits.Family) throws {
    let upstream = Convolution()(
      Tensor.input("x", TensorSpec([2, 9, 9, 16])),
      Tensor.input("weights", TensorSpec([3, 3, 16, 32])))
    let fused = Graph(of: ConvolutionGradientSumsTests.normalizationGradient(upstream, .relu))
      .fused()
    let node = try #require(fused.nodes.first(where: { $0.operation is any Tunable }))
    let operation = try #require(node.operation as? any Tunable)
    let inputs = node.inputs.map(\.spec)
    let measured = operation.unprepared(inputs)
    #expect(inputs.count == 7 && measured.inputs == upstream.node.inputs.map(\.spec))
    #expect(try measured.operation.outputs(measured.inputs) == [upstream.spec])
    let device = DeviceTraits(family: family)
    let key = operation.tuningSpace(inputs, for: device)?.key
    #expect(measured.operation.tuningSpace(measured.inputs, for: device)?.key == key)
    #expect(
      operation.implementation(inputs, for: device)
        == Convolution().implementation(measured.inputs, for: device))
  }
}

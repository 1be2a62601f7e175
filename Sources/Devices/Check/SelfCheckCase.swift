import Graphs
import Operations

/// One operation on small, odd shapes, which a device has to compute as the host does.
struct SelfCheckCase {
  /// What a message says is computed wrongly.
  let subject: String
  let operation: any Operation
  let inputs: [HostTensor<Float>]
  /// Whether only the check that a user asks for has it: each case costs the time to compile its kernels,
  /// and the check before a first use may take two seconds.
  var isThorough = false

  /// One operation at least of each family of kernels; before a first use those that take most of a
  /// training's time and on which compilers fail: tiles of registers, windows, long loops.
  static var all: [SelfCheckCase] {
    let kernel = random([3, 12], "lstm")
    let long = LSTM()
    let features = random([2, 5, 4, 11], "features")
    let weights = random([3, 3, 5, 11], "weights")
    let image = random([2, 9, 7, 5], "image")
    return [
      SelfCheckCase(
        subject: "matrix products", operation: MatrixProduct(hasBias: true, activation: .relu),
        inputs: [random([3, 19], "a"), random([19, 13], "b"), random([13], "c")]),
      SelfCheckCase(
        subject: "convolutions", operation: Convolution(stride: 2), inputs: [image, weights]),
      SelfCheckCase(
        subject: "convolutions' input gradients",
        operation: ConvolutionInputGradient(stride: 2, imageHeight: 9, imageWidth: 7),
        inputs: [features, weights], isThorough: true),
      SelfCheckCase(
        subject: "convolutions' filter gradients",
        operation: ConvolutionFilterGradient(stride: 2, kernelHeight: 3, kernelWidth: 3),
        inputs: [image, features], isThorough: true),
      // More steps than the 65,535 after which Mesa's llvmpipe ends the loops of a work-item, silently.
      SelfCheckCase(
        subject: "LSTMs", operation: long, inputs: [random([1, 70_000, 12], "gates"), kernel]),
      lstmGradient,
      SelfCheckCase(
        subject: "batch normalisation", operation: BatchNormalization(activation: .relu),
        inputs: [random([65, 7], "x"), random([7], "gamma"), random([7], "beta")],
        isThorough: true),
      SelfCheckCase(
        subject: "losses", operation: MaskedCrossEntropy(),
        inputs: [
          random([33, 5], "logits"), integers((0..<33).map { $0 % 6 }),
          integers((0..<33).map { $0 % 3 == 0 ? 0 : 1 }),
        ], isThorough: true),
      SelfCheckCase(
        subject: "optimisers' updates", operation: RMSpropUpdate(learningRate: 0.1),
        inputs: [
          random([257], "parameter"), random([257], "gradient"),
          HostTensor(Array(repeating: 0.5, count: 257), shape: [257]), integers([1]),
        ], isThorough: true),
      SelfCheckCase(
        subject: "random numbers", operation: GaussianSample(.philox(RandomStream("self-check"))),
        inputs: [
          random([257], "mean"), random([257], "logVariance"),
          HostTensor(integers: RandomState.values(seed: 7, step: 3), shape: [3]),
        ], isThorough: true),
    ]
  }

  private static var lstmGradient: SelfCheckCase {
    let kernel = random([5, 20], "kernel")
    let forward = LSTM().evaluate([random([3, 7, 20], "projected"), kernel])
    return SelfCheckCase(
      subject: "LSTMs' gradients", operation: LSTMGradient(),
      inputs: [random([3, 7, 5], "upstream"), forward[1], forward[2], kernel], isThorough: true)
  }

  private static func random(_ shape: Shape, _ name: String) -> HostTensor<Float> {
    // The limits ±√(6 / (fanIn + fanOut)) are ±1.
    let values = Initializer.glorotUniform(fanIn: 6, fanOut: 0).values(
      count: shape.count, seed: 1, name: name)
    return HostTensor(values, shape: shape)
  }

  private static func integers(_ values: [Int32]) -> HostTensor<Float> {
    HostTensor(integers: values, shape: [values.count])
  }
}

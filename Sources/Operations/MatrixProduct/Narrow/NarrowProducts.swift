import Graphs

/// Products of one matrix A with several narrow ones, in one launch: layers of few units that read the
/// same features, or the gradients of their kernels and biases. The fusion pass creates it.
///
/// `layers`: inputs A [M, K], then kernel [K, units] and bias [units] of each layer; outputs
/// A·kernel + bias, [M, units] each. `gradients`: inputs A [K, M], then the upstream gradient [K, units]
/// of each layer; outputs Aᵀ·upstream [M, units] and the sums of upstream's columns [units] of each.
struct NarrowProducts: NonDifferentiable, Hashable {
  enum Form: Sendable, Hashable {
    case layers
    case gradients
  }

  /// The most columns of all products together: those that a work-item packs.
  private static let mostColumns = 128
  /// The most products whose tensors fit into a kernel's arguments.
  private static let mostProducts = 8

  let form: Form
  let count: Int

  var name: String { form == .layers ? "narrowProducts" : "narrowGradients" }

  /// The inputs of one product after A.
  private var inputsEach: Int { form == .layers ? 2 : 1 }

  /// The indices of the second matrices among the inputs.
  var seconds: [Int] { (0..<count).map { 1 + $0 * inputsEach } }

  /// What computes one product by itself.
  private var single: any Operation {
    form == .layers ? MatrixProduct(hasBias: true) : KernelAndBiasGradient()
  }

  /// The inputs of product `index`.
  private func own<Value>(_ index: Int, _ inputs: [Value]) -> [Value] {
    [inputs[0]] + inputs[1 + index * inputsEach..<1 + (index + 1) * inputsEach]
  }

  /// Whether a product with B of this shape can be added to those with inputs `inputs`.
  func admits(_ second: TensorSpec, to inputs: [TensorSpec]) -> Bool {
    let columns = seconds.reduce(second.shape.last) { $0 + inputs[$1].shape.last }
    return count < Self.mostProducts && columns <= Self.mostColumns
  }

  /// These products and one more, which is the second of two siblings.
  func adding<First, Second>(_ siblings: Siblings<First, Second>) -> Fused {
    Fused(
      NarrowProducts(form: form, count: count + 1),
      inputs: siblings.firstInputs.indices.map { .own($0) }
        + (1...inputsEach).map { .neighbour($0) })
  }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard count > 0, inputs.count == 1 + count * inputsEach else {
      throw ShapeError(
        name, inputs,
        expected: "a matrix, then \(form == .layers ? "kernel and bias" : "upstream gradient") of "
          + "each of \(count) layers")
    }
    var outputs: [TensorSpec] = []
    for index in 0..<count { outputs += try single.outputs(own(index, inputs)) }
    return outputs
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let problem = NarrowProductsProblem(self, inputs, for: device)
    return switch device.family {
    case .cpu: NarrowProductsCPU(problem).lowering
    case .gpu: NarrowProductsGPU(problem).lowering
    }
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    (0..<count).flatMap { single.evaluate(own($0, inputs)) }
  }

  func flops(_ inputs: [TensorSpec]) -> Int {
    (0..<count).reduce(0) { $0 + single.flops(own($1, inputs)) }
  }
}

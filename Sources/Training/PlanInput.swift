package import Datasets
package import Graphs
import Operations

/// One input of a plan: the tensor that the graph reads, whose name and spec its values must have.
package struct PlanInput: Sendable {
  package let name: String
  package let tensor: Tensor

  package init(_ name: String, _ spec: TensorSpec) {
    self.name = name
    tensor = .input(name, spec)
  }

  /// The input of `rows` samples.
  package init(
    samples name: String, _ rows: Int, of sampleShape: Shape, _ element: SampleElement
  ) {
    self.init(
      name,
      TensorSpec(
        Shape([rows] + sampleShape.dimensions), element == .byte ? .uint8 : .float32))
  }

  /// Samples as models read them, float32; bytes are converted by a node that each call makes.
  package func described() -> Tensor {
    spec.elementType == .uint8 ? ScaleBytes()(tensor, label: name) : tensor
  }

  /// The shape and element type of the input's values.
  package var spec: TensorSpec { tensor.spec }
}

/// Values for inputs of a plan.
struct InputValues {
  private var tensors: [String: HostTensor<Float>] = [:]

  /// Sets the value of an input.
  ///
  /// - Precondition: the value has the input's spec.
  mutating func set(_ input: PlanInput, to value: HostTensor<Float>) {
    precondition(
      value.spec == input.spec,
      "input \(input.name): expected \(input.spec), got \(value.spec)")
    tensors[input.name] = value
  }

  /// Sets the value of a float32 input, row-major.
  ///
  /// - Precondition: there are as many values as the input's shape has elements.
  mutating func set(_ input: PlanInput, to values: [Float]) {
    check(values.count, input)
    set(input, to: HostTensor(values, shape: input.spec.shape))
  }

  /// Sets the value of an int32 input, row-major.
  ///
  /// - Precondition: as for float32.
  mutating func set(_ input: PlanInput, to integers: [Int32]) {
    check(integers.count, input)
    set(input, to: HostTensor<Float>(integers: integers, shape: input.spec.shape))
  }

  /// Sets the value of an input of samples. Where it is float32, bytes are divided by 255.
  ///
  /// - Precondition: as for float32; an input of bytes gets bytes.
  mutating func set(_ input: PlanInput, to samples: SampleValues) {
    guard input.spec.elementType == .uint8, case .byte(let bytes) = samples else {
      return set(input, to: samples.floats)
    }
    check(bytes.count, input)
    set(input, to: HostTensor<Float>(bytes: bytes, shape: input.spec.shape))
  }

  private func check(_ count: Int, _ input: PlanInput) {
    precondition(
      count == input.spec.shape.count,
      "input \(input.name): expected \(input.spec), got \(count) values")
  }

  /// The values of the inputs that `plan` reads, by name.
  func values(for plan: Plan) -> [String: HostTensor<Float>] {
    tensors.filter { plan.inputs[$0.key] != nil }
  }
}

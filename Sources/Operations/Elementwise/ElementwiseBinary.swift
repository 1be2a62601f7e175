public import Graphs
import Kernels

/// result = first ∘ second, element by element, with NumPy's broadcasting.
///
/// Shapes are aligned at the last axis; an extent of 1 or a missing axis is repeated: a bias [C]
/// on [N, H, W, C], a scalar [] on anything. Both operands are float32.
public struct ElementwiseBinary: HalfStorable, Hashable {
  /// The operator between the operands; raw values are those of OPERATOR in the kernel.
  public enum Operator: Int, Sendable, Hashable, Codable, CaseIterable {
    case add = 0
    case subtract = 1
    case multiply = 2
    case divide = 3

    fileprivate func callAsFunction<Scalar: HostScalar>(_ a: Scalar, _ b: Scalar) -> Scalar {
      switch self {
      case .add: a + b
      case .subtract: a - b
      case .multiply: a * b
      case .divide: a / b
      }
    }
  }

  /// The most axes that the kernel supports, after neighbours that broadcast alike are joined.
  static let maximumRank = 6

  public let `operator`: Operator

  public init(_ operator: Operator) {
    self.operator = `operator`
  }

  public var name: String { "\(`operator`)" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 2, inputs.allSatisfy({ $0.elementType == .float32 }) else {
      throw ShapeError(name, inputs, expected: "two float32 tensors")
    }
    guard let broadcasting = Broadcasting(inputs[0].shape, inputs[1].shape) else {
      throw ShapeError(
        name, inputs, expected: "extents that are equal or 1, aligned at the last axis")
    }
    guard broadcasting.extents.count <= Self.maximumRank else {
      throw ShapeError(
        name, inputs,
        expected: "at most \(Self.maximumRank) changes between repeated and common axes")
    }
    return [TensorSpec(broadcasting.shape)]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return [nil, nil] }
    let first: Tensor
    let second: Tensor
    switch `operator` {
    case .add:
      (first, second) = (upstream, upstream)
    case .subtract:
      first = upstream
      second = Scale(-1)(Self.summed(upstream, to: inputs[1].shape))
    case .multiply:
      first = ElementwiseBinary(.multiply)(upstream, inputs[1])
      second = ElementwiseBinary(.multiply)(upstream, inputs[0])
    case .divide:
      // d(a/b)/db = −(a/b)/b
      first = ElementwiseBinary(.divide)(upstream, inputs[1])
      second = Scale(-1)(ElementwiseBinary(.multiply)(first, outputs[0]))
    }
    return [
      Self.summed(first, to: inputs[0].shape), Self.summed(second, to: inputs[1].shape),
    ]
  }

  /// Sums a gradient of the result's shape over the axes along which `operand` was repeated.
  private static func summed(_ gradient: Tensor, to operand: Shape) -> Tensor {
    guard gradient.shape != operand else { return gradient }
    guard let broadcasting = Broadcasting(gradient.shape, operand) else {
      preconditionFailure("a gradient \(gradient.shape) of the broadcast operand \(operand)")
    }
    var sum = gradient
    // From the innermost block outwards, so that the axes before it keep their indices.
    for block in broadcasting.repeatedAxes(of: operand).reversed() {
      sum = Reduction(.sum, axes: block)(sum)
    }
    return sum.shape == operand ? sum : Reshape(to: operand)(sum)
  }

  package func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0, 1], outputs: [0])
  }

  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let broadcasting = broadcasting(inputs[0].shape, inputs[1].shape)
    let missing = Self.maximumRank - broadcasting.extents.count
    func mask(_ axes: [Bool]) -> Int {
      axes.enumerated().reduce(0) { $1.element ? $0 | 1 << ($1.offset + missing) : $0 }
    }
    let tensors: [String: KernelLaunch.Argument] = [
      "first": .input(0), "second": .input(1), "result": .output(0),
    ]
    let kernel = KernelSpecification(
      .elementwiseBinary, "elementwiseBinary",
      constants: half.constants(tensors).merging([
        "OPERATOR": `operator`.rawValue, "RANK": broadcasting.extents.count,
        "FIRST": mask(broadcasting.first), "SECOND": mask(broadcasting.second),
      ]) { $1 })
    let extents = Array(repeating: 1, count: missing) + broadcasting.extents
    let grid = device.elements(broadcasting.shape.count)
    return Lowering(
      [
        .kernel(
          kernel,
          [.input(0), .input(1), .output(0)] + extents.map { .int(Int32($0)) }, on: grid)
      ],
      inPlace: inputs.indices.compactMap { index in
        inputs[index].shape.count == broadcasting.shape.count
          ? .init(input: index, output: 0) : nil
      })
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let broadcasting = broadcasting(inputs[0].shape, inputs[1].shape)
    let (first, second) = (inputs[0].values, inputs[1].values)
    let firstStep = broadcasting.first.last == true ? 1 : 0
    let secondStep = broadcasting.second.last == true ? 1 : 0
    var result: [Scalar] = []
    result.reserveCapacity(broadcasting.shape.count)
    broadcasting.forEachSpan { _, firstStart, secondStart, count in
      for i in 0..<count {
        result.append(
          `operator`(first[firstStart + i * firstStep], second[secondStart + i * secondStep]))
      }
    }
    return [HostTensor(result, shape: broadcasting.shape)]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int {
    broadcasting(inputs[0].shape, inputs[1].shape).shape.count
  }

  /// The broadcasting of shapes that `outputs` has accepted.
  private func broadcasting(_ first: Shape, _ second: Shape) -> Broadcasting {
    guard let broadcasting = Broadcasting(first, second) else {
      preconditionFailure("\(name): \(first) and \(second) do not broadcast")
    }
    return broadcasting
  }
}

extension ElementwiseBinary {
  /// Whether this adds two tensors of one shape.
  func isAddition(_ inputs: [TensorSpec]) -> Bool {
    `operator` == .add && inputs[0] == inputs[1]
  }

  /// Whether this adds a bias: operand `operand` is a row [C] and the other one is [..., C], so that the
  /// result has the other operand's shape.
  ///
  /// A rule for a product that is operand k asks with `operand: 1 − k`.
  package func isRowAddition(operand: Int, inputs: [TensorSpec]) -> Bool {
    guard `operator` == .add, inputs.count == 2, inputs.indices.contains(operand) else {
      return false
    }
    let row = inputs[operand]
    let other = inputs[1 - operand]
    return row.elementType == .float32 && other.elementType == .float32 && row.shape.rank == 1
      && other.shape.rank >= 1 && row.shape.last == other.shape.last
  }
}

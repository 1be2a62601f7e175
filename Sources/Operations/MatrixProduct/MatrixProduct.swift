public import Graphs

/// C = op(A)·op(B), with what follows it where the fusion pass has joined that in.
///
/// A is [M, K], or [K, M] where `transposeFirst`; B is [K, N], or [N, K] where `transposeSecond`;
/// C is [M, N]. Inputs in order: A, B, the bias [N] where `hasBias`, the addend [M, N] where
/// `hasAddend`, the gate [M, N] where `gate` is set.
///
///     C = activation(op(A)·op(B) + bias + addend)        without a gate
///     C = (op(A)·op(B) + bias + addend) · derivative(gate)    the derivative of the activation `gate` at its
///                                                        output
public struct MatrixProduct: HalfStorable, Hashable {
  public let transposeFirst: Bool
  public let transposeSecond: Bool
  public let hasBias: Bool
  public let hasAddend: Bool
  public let activation: Activation
  /// The activation whose output is the last input and whose derivative multiplies the product.
  public let gate: Activation?

  /// - Precondition: a gated product has no activation of its own.
  public init(
    transposeFirst: Bool = false, transposeSecond: Bool = false, hasBias: Bool = false,
    hasAddend: Bool = false, activation: Activation = .identity, gate: Activation? = nil
  ) {
    precondition(
      gate == nil || activation == .identity, "a matrix product has an activation and a gate")
    self.transposeFirst = transposeFirst
    self.transposeSecond = transposeSecond
    self.hasBias = hasBias
    self.hasAddend = hasAddend
    self.activation = activation
    self.gate = gate
  }

  public var name: String { "matrixProduct" }

  /// The number of inputs behind A and B.
  var epilogueInputs: Int { [hasBias, hasAddend, gate != nil].count { $0 } }

  /// Rows, columns and inner length for inputs that the shape rule accepts.
  func extents(_ inputs: [TensorSpec]) -> (rows: Int, columns: Int, depth: Int) {
    let (first, second) = (inputs[0].shape, inputs[1].shape)
    return (
      first[transposeFirst ? 1 : 0], second[transposeSecond ? 0 : 1], first[transposeFirst ? 0 : 1]
    )
  }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let count = 2 + epilogueInputs
    guard inputs.count == count, inputs.allSatisfy({ $0.elementType == .float32 }),
      inputs[0].shape.rank == 2, inputs[1].shape.rank == 2,
      inputs[0].shape.count > 0, inputs[1].shape.count > 0
    else {
      throw ShapeError(
        name, inputs,
        expected: "two float32 matrices" + (hasBias ? ", a bias" : "")
          + (hasAddend ? ", an addend" : "") + (gate == nil ? "" : ", a gate")
      )
    }
    let (rows, columns, depth) = extents(inputs)
    guard inputs[1].shape[transposeSecond ? 1 : 0] == depth else {
      let a = transposeFirst ? "[K, M]" : "[M, K]"
      let b = transposeSecond ? "[N, K]" : "[K, N]"
      throw ShapeError(name, inputs, expected: "\(a) and \(b) with one K")
    }
    if hasBias, inputs[2].shape != [columns] {
      throw ShapeError(name, inputs, expected: "a bias of shape [\(columns)]")
    }
    for input in inputs[(hasBias ? 3 : 2)...] where input.shape != [rows, columns] {
      throw ShapeError(name, inputs, expected: "addend and gate of shape [\(rows), \(columns)]")
    }
    return [TensorSpec([rows, columns])]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard var sum = upstream[0] else { return inputs.map { _ in nil } }
    if let gate {
      sum = ActivationGradient(gate)(sum, inputs[inputs.count - 1])
    } else if activation != .identity {
      sum = ActivationGradient(activation)(sum, outputs[0])
    }
    let (first, second) = (inputs[0], inputs[1])
    let firstGradient =
      transposeFirst
      ? MatrixProduct(transposeFirst: transposeSecond, transposeSecond: true)(second, sum)
      : MatrixProduct(transposeSecond: !transposeSecond)(sum, second)
    let secondGradient =
      transposeSecond
      ? MatrixProduct(transposeFirst: true, transposeSecond: transposeFirst)(sum, first)
      : MatrixProduct(transposeFirst: !transposeFirst)(first, sum)
    var gradients: [Tensor?] = [firstGradient, secondGradient]
    if hasBias { gradients.append(Reduction(.sum, axes: 0..<1)(sum)) }
    if hasAddend { gradients.append(sum) }
    // A gate's own gradient would be a second derivative, which is not offered.
    if gate != nil { gradients.append(nil) }
    return gradients
  }

  public func flops(_ inputs: [TensorSpec]) -> Int {
    let (rows, columns, depth) = extents(inputs)
    return 2 * rows * columns * depth
  }
}

extension MatrixProduct: Fusible {
  /// Takes in a bias row, another matrix that is added, an activation, or the gradient of an
  /// activation as a gate.
  public func absorbing(
    consumer: any Operation, operand: Int, inputs: [TensorSpec], consumerInputs: [TensorSpec]
  ) -> Fused? {
    guard activation == .identity, gate == nil else { return nil }
    let own = inputs.indices.map { Fused.Operand.own($0) }
    func product(
      hasBias: Bool? = nil, hasAddend: Bool? = nil, activation: Activation = .identity,
      gate: Activation? = nil
    ) -> MatrixProduct {
      MatrixProduct(
        transposeFirst: transposeFirst, transposeSecond: transposeSecond,
        hasBias: hasBias ?? self.hasBias, hasAddend: hasAddend ?? self.hasAddend,
        activation: activation, gate: gate)
    }
    switch consumer {
    case let addition as ElementwiseBinary
    where !hasBias && !hasAddend
      && addition.isRowAddition(operand: 1 - operand, inputs: consumerInputs):
      return Fused(product(hasBias: true), inputs: own + [.neighbour(1 - operand)])
    case let addition as ElementwiseBinary
    where !hasAddend && addition.operator == .add && consumerInputs[0] == consumerInputs[1]:
      return Fused(product(hasAddend: true), inputs: own + [.neighbour(1 - operand)])
    case let activate as Activate:
      return Fused(product(activation: activate.activation), inputs: own)
    case let gradient as ActivationGradient where operand == 0:
      return Fused(product(gate: gradient.activation), inputs: own + [.neighbour(1)])
    default:
      return nil
    }
  }

  /// The gradient of a dense layer's kernel takes in the bias's, which reads the same upstream.
  public func absorbing(
    sibling: any Operation, operand: Int, siblingOperand: Int, inputs: [TensorSpec],
    siblingInputs: [TensorSpec]
  ) -> Fused? {
    guard self == MatrixProduct(transposeFirst: true), operand == 1,
      let sum = sibling as? Reduction, sum == Reduction(.sum, axes: 0..<1)
    else { return nil }
    return Fused(KernelAndBiasGradient(), inputs: [.own(0), .own(1)])
  }
}

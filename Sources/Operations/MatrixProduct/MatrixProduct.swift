public import Graphs

/// C = op(A)·op(B), with the epilogue that the fusion pass has absorbed.
///
/// A is [M, K], or [K, M] where `transposeFirst`; B is [K, N], or [N, K] where `transposeSecond`;
/// C is [M, N]. Inputs in order: A, B, the bias [N] where `hasBias`, the addend [M, N] where
/// `hasAddend`, the gate [M, N] where `gate` is set.
///
///     C = activation(op(A)·op(B) + bias + addend)             without a gate
///     C = (op(A)·op(B) + bias + addend) · derivative(gate)    with one
///
/// where derivative(y) is that of the activation `gate` whose output is y.
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

  /// The number of inputs after A and B.
  var epilogueInputs: Int { [hasBias, hasAddend, gate != nil].count { $0 } }

  /// M, N and K.
  ///
  /// - Precondition: the shape rule accepts A and B.
  func extents(_ inputs: [TensorSpec]) -> GEMMExtents {
    precondition(
      inputs.count >= 2 && inputs[0].shape.rank == 2 && inputs[1].shape.rank == 2
        && inputs[0].shape[transposeFirst ? 0 : 1] == inputs[1].shape[transposeSecond ? 1 : 0],
      "\(name): no product of \(inputs.map(\.shape))"
        + (transposeFirst ? ", A transposed" : "") + (transposeSecond ? ", B transposed" : ""))
    let (a, b) = (inputs[0].shape, inputs[1].shape)
    return GEMMExtents(
      m: a[transposeFirst ? 1 : 0], n: b[transposeSecond ? 0 : 1], k: a[transposeFirst ? 0 : 1])
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
    guard inputs[0].shape[transposeFirst ? 0 : 1] == inputs[1].shape[transposeSecond ? 1 : 0]
    else {
      let a = transposeFirst ? "[K, M]" : "[M, K]"
      let b = transposeSecond ? "[N, K]" : "[K, N]"
      throw ShapeError(name, inputs, expected: "\(a) and \(b) with the same K")
    }
    let extents = extents(inputs)
    let (m, n) = (extents.m, extents.n)
    if hasBias, inputs[2].shape != [n] {
      throw ShapeError(name, inputs, expected: "a bias of shape [\(n)]")
    }
    for input in inputs[(hasBias ? 3 : 2)...] where input.shape != [m, n] {
      throw ShapeError(name, inputs, expected: "addend and gate of shape [\(m), \(n)]")
    }
    return [TensorSpec([m, n])]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard var dC = upstream[0] else { return inputs.map { _ in nil } }
    if let gate {
      dC = ActivationGradient(gate)(dC, inputs[inputs.count - 1])
    } else if activation != .identity {
      dC = ActivationGradient(activation)(dC, outputs[0])
    }
    let (a, b) = (inputs[0], inputs[1])
    let dA =
      transposeFirst
      ? MatrixProduct(transposeFirst: transposeSecond, transposeSecond: true)(b, dC)
      : MatrixProduct(transposeSecond: !transposeSecond)(dC, b)
    let dB =
      transposeSecond
      ? MatrixProduct(transposeFirst: true, transposeSecond: transposeFirst)(dC, a)
      : MatrixProduct(transposeFirst: !transposeFirst)(a, dC)
    var gradients: [Tensor?] = [dA, dB]
    if hasBias { gradients.append(Reduction(.sum, axes: 0..<1)(dC)) }
    if hasAddend { gradients.append(dC) }
    // A gate's own gradient would be a second derivative, which is not offered.
    if gate != nil { gradients.append(nil) }
    return gradients
  }

  public func flops(_ inputs: [TensorSpec]) -> Int {
    let extents = extents(inputs)
    return 2 * extents.m * extents.n * extents.k
  }
}

/// Fusion with neighbours, as `FusionRule.all` says.
extension MatrixProduct {
  /// Whether the epilogue can take more: it has neither an activation nor a gate.
  var isOpen: Bool { activation == .identity && gate == nil }

  /// Whether it is a product A·Bᵀ to which a sum of such products is added, with any gate.
  var addsNarrow: Bool {
    self == MatrixProduct(transposeSecond: true, hasAddend: true, gate: gate)
  }

  /// The product with another epilogue; nil leaves a part as it is.
  func with(
    hasBias: Bool? = nil, hasAddend: Bool? = nil, activation: Activation = .identity,
    gate: Activation? = nil
  ) -> MatrixProduct {
    MatrixProduct(
      transposeFirst: transposeFirst, transposeSecond: transposeSecond,
      hasBias: hasBias ?? self.hasBias, hasAddend: hasAddend ?? self.hasAddend,
      activation: activation, gate: gate)
  }
}

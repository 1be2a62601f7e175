import Graphs
import Kernels

/// An operation that joins tensors along the last axis, and may compute them.
protocol Joining: Operation {
  /// What each of the joined tensors is.
  func pieces(_ inputs: [TensorSpec]) -> [JoinedCode.Piece]
}

extension Concatenate: Joining {
  func pieces(_ inputs: [TensorSpec]) -> [JoinedCode.Piece] { inputs.map { _ in .stored } }
}

/// `Concatenate` of tensors that it computes itself, as far as nothing else reads them: the code z ⊕ π
/// (eq. 2) in one launch. The fusion pass creates it.
///
/// Inputs: those of each piece, all float32 with one shape but for the last axis: a stored tensor, the
/// logits of a softmax, or the three inputs of a sample.
struct JoinedCode: Joining, NonDifferentiable, Hashable {
  enum Piece: Sendable, Hashable {
    case stored
    case softmax
    case sample(NoiseSource)

    fileprivate var inputs: Int { if case .sample = self { 3 } else { 1 } }

    fileprivate var operation: (any Operation)? {
      switch self {
      case .stored: nil
      case .softmax: Softmax()
      case .sample(let noise): GaussianSample(noise)
      }
    }
  }

  private static let mostPieces = 16

  let pieces: [Piece]

  var name: String { "joinedCode" }

  func pieces(_ inputs: [TensorSpec]) -> [Piece] { pieces }

  /// Whether a reader can compute the stored tensor that it reads as operand `operand`, as `piece`: one
  /// launch computes one sample.
  static func canCompute(
    _ piece: Piece, as operand: Int, in reader: any Joining, _ inputs: [TensorSpec]
  ) -> Bool {
    let pieces = reader.pieces(inputs)
    guard (2...mostPieces).contains(pieces.count),
      let index = firstInputs(pieces).firstIndex(of: operand), pieces[index] == .stored
    else { return false }
    return piece.inputs == 1 || pieces.allSatisfy { $0.inputs == 1 }
  }

  /// The reader with the stored tensor that it reads as operand `operand` computed as `piece`.
  static func computing<Producer>(
    _ piece: Piece, _ neighbours: Neighbours<Producer, any Joining>
  ) -> Fused {
    var pieces = neighbours.reader.pieces(neighbours.readerInputs)
    guard let index = firstInputs(pieces).firstIndex(of: neighbours.operand) else {
      preconditionFailure("\(neighbours.reader.name): operand \(neighbours.operand) is no piece")
    }
    pieces[index] = piece
    let inputs = neighbours.readerInputs.indices.flatMap { input -> [Fused.Operand] in
      input == neighbours.operand
        ? neighbours.producerInputs.indices.map { .neighbour($0) } : [.own(input)]
    }
    return Fused(JoinedCode(pieces: pieces), inputs: inputs)
  }

  /// The index of each piece's first input.
  private static func firstInputs(_ pieces: [Piece]) -> [Int] {
    pieces.indices.map { pieces[..<$0].reduce(0) { $0 + $1.inputs } }
  }

  /// The inputs of each piece.
  private func own<Value>(_ inputs: [Value]) -> [[Value]] {
    zip(pieces, Self.firstInputs(pieces)).map { Array(inputs[$1..<$1 + $0.inputs]) }
  }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == pieces.reduce(0, { $0 + $1.inputs }) else {
      throw ShapeError(name, inputs, expected: "the inputs of \(pieces.count) pieces")
    }
    var joined: [TensorSpec] = []
    for (piece, own) in zip(pieces, own(inputs)) {
      joined.append(try piece.operation?.outputs(own)[0] ?? own[0])
    }
    return try Concatenate().outputs(joined)
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let widths = own(inputs).map { $0[0].shape.last }
    let firsts = Self.firstInputs(pieces)
    var matrices: [KernelLaunch.Argument] = []
    var sample: [KernelLaunch.Argument] = []
    var constants: [String: Int] = [:]
    var (softmaxPieces, count, offset, longest) = (0, 0, 0, inputs[0].shape.rows)
    for (index, piece) in pieces.enumerated() {
      let place: [KernelLaunch.Argument] = [.int(Int32(widths[index])), .int(Int32(offset))]
      offset += widths[index]
      guard case .sample(let noise) = piece else {
        if piece == .softmax { softmaxPieces |= 1 << count }
        matrices += [.input(firsts[index])] + place
        count += 1
        continue
      }
      let elements = inputs[firsts[index]].shape.count
      longest = max(longest, elements / 4)
      constants = noise.constants
      sample =
        (0..<3).map { .input(firsts[index] + $0) } + [.int(Int32(elements))] + noise.arguments
        + place
    }
    constants.merge(MultiTensorLaunch.constants(tensors: count)) { $1 }
    constants["SOFTMAX_PIECES"] = softmaxPieces
    constants["HAS_SAMPLE"] = sample.isEmpty ? 0 : 1
    return Lowering([
      .kernel(
        KernelSpecification(.joinedCode, name, constants: constants),
        matrices + sample + [
          .output(0), .int(Int32(inputs[0].shape.rows)), .int(Int32(offset)),
        ], on: device.elements(longest))
    ])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    Concatenate().evaluate(
      zip(pieces, own(inputs)).map { piece, own in piece.operation?.evaluate(own)[0] ?? own[0] })
  }
}

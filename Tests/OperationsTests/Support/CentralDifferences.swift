import Graphs
import Operations
import Testing

/// Evaluates a graph's outputs on the host in Double.
func evaluate(_ tensors: [Tensor], inputs: [String: HostTensor<Double>]) -> [HostTensor<Double>] {
  var values: [Tensor: HostTensor<Double>] = [:]
  for node in Node.ordered(from: tensors) {
    switch node.kind {
    case .input(let name): values[Tensor(node: node)] = inputs[name]
    case .constant(let constant):
      values[Tensor(node: node)] = HostTensor(
        constant.map(Double.init), shape: node.outputs[0].shape)
    case .variable(let variable): preconditionFailure("a test graph reads \(variable.name)")
    case .operation(let operation):
      let operands = node.inputs.compactMap { values[$0] }
      for (index, value) in operation.evaluate(operands).enumerated() {
        values[Tensor(node: node, index: index)] = value
      }
    }
  }
  return tensors.compactMap { values[$0] }
}

/// Checks an operation's gradient rule against central differences of its host evaluation in Double.
///
/// The scalar that is differentiated is Σ over the outputs in `outputs` of weights · output, with
/// fixed pseudo-random weights. Inputs in `skipping` (integers, random states, what the rule says
/// has no gradient) are not varied; for them the rule must return nil or be ignored.
func expectGradientsMatch(
  _ operation: some Operation, inputs: [HostTensor<Double>], outputs: Set<Int> = [0],
  skipping: Set<Int> = [], step: Double = 1e-5, tolerance: Double = 1e-6,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let leaves = inputs.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
  let results = try operation.applied(to: leaves)
  var random = TestRandom(seed: 77)
  let weights = results.map { result in
    (0..<result.shape.count).map { _ in random.uniform(in: -1...1) }
  }
  func feed(_ inputs: [HostTensor<Double>]) -> [String: HostTensor<Double>] {
    Dictionary(
      uniqueKeysWithValues: inputs.enumerated().map { ("input\($0.offset)", $0.element) })
  }
  func scalar(_ inputs: [HostTensor<Double>]) -> Double {
    let values = operation.evaluate(inputs)
    return outputs.sorted().reduce(0) { sum, index in
      sum + zip(values[index].values, weights[index]).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
  let upstream: [Tensor?] = results.indices.map { index in
    outputs.contains(index)
      ? Tensor.input("upstream\(index)", results[index].spec) : nil
  }
  var given = feed(inputs)
  for index in outputs {
    given["upstream\(index)"] = HostTensor(weights[index], shape: results[index].shape)
  }
  let rule = operation.gradients(leaves, results, upstream)
  for (index, input) in inputs.enumerated() where !skipping.contains(index) {
    let gradient = try #require(
      rule[index], "\(operation.name) has no gradient for input \(index)",
      sourceLocation: sourceLocation)
    let actual = evaluate([gradient], inputs: given)[0].values
    var difference = 0.0
    var norm = 0.0
    for element in 0..<input.shape.count {
      func shifted(by amount: Double) -> Double {
        var values = input.values
        values[element] += amount
        var moved = inputs
        moved[index] = HostTensor(values, shape: input.shape)
        return scalar(moved)
      }
      let expected = (shifted(by: step) - shifted(by: -step)) / (2 * step)
      difference += (actual[element] - expected) * (actual[element] - expected)
      norm += expected * expected
    }
    let distance = difference.squareRoot() / (norm.squareRoot() + 1e-3)
    #expect(
      distance <= tolerance, "\(operation.name), gradient of input \(index): \(distance)",
      sourceLocation: sourceLocation)
  }
}

/// A small deterministic generator (SplitMix64) for test inputs.
struct TestRandom {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform(in range: ClosedRange<Double>) -> Double {
    let unit = Double(next() >> 11) * 0x1p-53
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }

  /// A tensor of uniform numbers.
  mutating func tensor(
    _ shape: Shape, in range: ClosedRange<Double> = -1...1
  ) -> HostTensor<Double> {
    HostTensor((0..<shape.count).map { _ in uniform(in: range) }, shape: shape)
  }
}

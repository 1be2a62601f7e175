import Compute
import Execution
import Graphs
import Operations
import Testing

/// Checks an optimiser's update, of one parameter and of several with different sizes, fewer and more than
/// fit one launch: kernels against the oracle, also in place of the variables; and that without the flag
/// no bit changes, whatever the gradient.
///
/// - Parameters:
///   - slots: the optimiser's variables for each parameter.
///   - extra: inputs between the parameters and the flag.
func expectUpdateIsCorrect(
  _ update: some Operation, slots: Int, extra: [HostTensor<Double>] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  var random = TestRandom(seed: 25)
  func inputs(_ counts: [Int], flag: Int32) -> [HostTensor<Double>] {
    counts.flatMap { count in
      [random.tensor([count]), random.tensor([count])]
        + (0..<slots).map { _ in random.tensor([count], in: 0.01...0.5) }
    } + extra + [HostTensor(integers: [flag], shape: [1])]
  }
  let mixed = [5_000, 1, 17, 1_024, 257, 2, 3_333]
  let many = mixed + [40_000] + mixed + mixed
  let cases: [([Int], Int32)] = [
    ([1], 1), ([17], 1), ([257], 1), ([257], 0), ([20_001], 1), (mixed, 1), (mixed, 0), (many, 1),
  ]
  for (counts, flag) in cases {
    try expectKernelsMatchOracle(
      update, inputs: inputs(counts, flag: flag), tolerance: 1e-6, sourceLocation: sourceLocation)
  }
  for counts in [[3_333], many] where TestLimit.allows(counts.reduce(0, +)) {
    for flag in [Int32(1), 0] {
      var values = inputs(counts, flag: flag).map { $0.converted(to: Float.self) }
      for parameter in counts.indices where flag == 0 {
        values[parameter * (slots + 2) + 1] = HostTensor(
          Array(repeating: .nan, count: counts[parameter]), shape: [counts[parameter]])
      }
      let states = counts.indices.flatMap { parameter in
        ([0] + (2..<slots + 2)).map { parameter * (slots + 2) + $0 }
      }
      try expectUpdateInPlace(update, values, states, flag, sourceLocation)
    }
  }
}

/// Checks that an optimiser's update refuses inputs without a flag or with one in float32, without a
/// parameter, with too few slots, and with a gradient or a slot of another shape.
func expectUpdateChecksShapes(
  _ update: some Operation, slots: Int, extra: [TensorSpec] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let (value, flag) = (TensorSpec([4]), TensorSpec([1], .int32))
  let parameter = Array(repeating: value, count: slots + 2)
  var mixed = parameter
  mixed[1] = TensorSpec([2])
  let refused = [
    [value, value], parameter + extra, parameter + extra + [TensorSpec([1])], extra + [flag],
    parameter.dropLast() + extra + [flag], parameter + mixed + extra + [flag],
  ]
  for inputs in refused {
    #expect(throws: ShapeError.self, sourceLocation: sourceLocation) {
      try update.outputs(inputs)
    }
  }
}

/// - Parameter states: the inputs that become variables, in the order of the outputs.
private func expectUpdateInPlace(
  _ update: some Operation, _ values: [HostTensor<Float>], _ states: [Int], _ flag: Int32,
  _ sourceLocation: SourceLocation
) throws {
  let variables = Dictionary(
    uniqueKeysWithValues: states.map {
      ($0, Variable("\(update.name).\(values.count).state\($0)", values[$0].spec))
    })
  let leaves = values.enumerated().map { index, value in
    variables[index].map { Tensor.variable($0) } ?? Tensor.input("input\(index)", value.spec)
  }
  let results = update.all(leaves)
  let graph = Graph(
    outputs: [],
    assignments: zip(states, results).compactMap { state, result in
      variables[state].map { Graph.Assignment($0, result) }
    })
  let feed = Dictionary(
    uniqueKeysWithValues: values.indices.filter { variables[$0] == nil }.map {
      ("input\($0)", values[$0])
    })
  let expected = update.evaluate(values.map { $0.converted(to: Double.self) })
  for target in TestTarget.all {
    try SharedExecutors.shared.use(target) { executor, poison in
      let plan = try Plan(graph, for: executor.traits)
      #expect(plan.copies.isEmpty, "the update is in place", sourceLocation: sourceLocation)
      let loaded = try executor.load(plan)
      defer { executor.unload(loaded) }
      try poison.fill(executor)
      for (index, variable) in variables { try executor.set(variable, to: values[index]) }
      try executor.run(loaded, inputs: feed)
      for (position, state) in states.enumerated() {
        guard let variable = variables[state] else {
          preconditionFailure("\(update.name): input \(state) is no variable")
        }
        let actual = try executor.value(of: variable)
        if flag == 0 {
          expectIdentical(
            actual, values[state], "\(update.name) without the flag on \(target.testDescription)",
            sourceLocation: sourceLocation)
        } else {
          expectClose(
            actual, expected[position], tolerance: 1e-6,
            "\(update.name) in place on \(target.testDescription)", sourceLocation: sourceLocation)
        }
      }
    }
  }
}

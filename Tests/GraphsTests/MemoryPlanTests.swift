import Graphs
import Testing

@Suite("Plan and memory plan")
struct MemoryPlanTests {
  private let device = DeviceTraits(family: .cpu)
  private let spec = TensorSpec([1024])

  /// Values that are alive together must not overlap: checked for every pair and every step.
  private func overlaps(_ plan: Plan) -> [String] {
    var lives: [Int: ClosedRange<Int>] = [:]
    for (number, step) in plan.steps.enumerated() {
      for value in step.inputs + step.outputs {
        let start = lives[value]?.lowerBound ?? number
        lives[value] = start...number
      }
    }
    for value in plan.outputs.values {
      lives[value] = (lives[value]?.lowerBound ?? 0)...plan.steps.count
    }
    var found: [String] = []
    func place(_ value: Int) -> Range<Int>? {
      guard case .arena(let offset) = plan.values[value].storage else { return nil }
      return offset..<offset + plan.values[value].spec.byteCount
    }
    for (a, lifeA) in lives {
      for (b, lifeB) in lives where a < b && lifeA.overlaps(lifeB) {
        // An output may take the place of an input that dies in the same step.
        if lifeA.upperBound == lifeB.lowerBound || lifeB.upperBound == lifeA.lowerBound { continue }
        guard let placeA = place(a), let placeB = place(b) else { continue }
        if placeA.overlaps(placeB) { found.append("\(a) and \(b)") }
      }
    }
    return found
  }

  @Test func chainReusesMemory() throws {
    var y = Tensor.input("x", spec)
    for _ in 0..<10 { y = LinearCombination(coefficients: [1])(y) }
    let plan = try Plan(Graph(outputs: [.init("y", y)]), for: device)
    #expect(plan.arenaBytes == 2 * spec.byteCount)
    #expect(overlaps(plan).isEmpty)
  }

  @Test func inPlaceChainNeedsOneBlock() throws {
    var y = Tensor.input("x", spec)
    for _ in 0..<10 { y = LinearCombination(coefficients: [1], mayOverwrite: true)(y) }
    let plan = try Plan(Graph(outputs: [.init("y", y)]), for: device)
    #expect(plan.arenaBytes == spec.byteCount)
  }

  @Test func inPlaceIsRefusedWhereTheInputIsReadAgain() throws {
    let x = LinearCombination(coefficients: [1])(.input("x", spec))
    let y = LinearCombination(coefficients: [2], mayOverwrite: true)(x)
    let plan = try Plan(Graph(outputs: [.init("z", addition(y, x))]), for: device)
    #expect(overlaps(plan).isEmpty)
    #expect(plan.arenaBytes == 3 * spec.byteCount)
  }

  @Test func inPlaceIsRefusedWhereAnotherOperandIsTheSame() throws {
    let x = LinearCombination(coefficients: [1])(.input("x", spec))
    let y = LinearCombination(coefficients: [1, 1], mayOverwrite: true)(x, x)
    let plan = try Plan(Graph(outputs: [.init("y", y)]), for: device)
    #expect(plan.arenaBytes == 2 * spec.byteCount)
  }

  @Test func diamondsAndWorkspacesNeverOverlap() throws {
    let x = Tensor.input("x", spec)
    var layers = [LinearCombination(coefficients: [1])(x), LinearCombination(coefficients: [2])(x)]
    for depth in 0..<12 {
      let pair = [layers[depth], layers[depth + 1], layers[depth / 2]]
      layers.append(LinearCombination(coefficients: [1, 2, 3]).all(pair)[0])
    }
    let plan = try Plan(
      Graph(outputs: [.init("y", layers[13]), .init("z", layers[3])]), for: device)
    #expect(overlaps(plan).isEmpty)
  }

  @Test func updateRunsAfterEveryReadOfTheOldValue() throws {
    let variable = Variable("w", spec)
    let update = LinearCombination(coefficients: [0.5], mayOverwrite: true)(.variable(variable))
    let read = LinearCombination(coefficients: [1])(.variable(variable))
    let plan = try Plan(
      Graph(outputs: [.init("old", read)], assignments: [.init(variable, update)]), for: device)
    #expect(plan.copies.isEmpty)
    let last = try #require(plan.steps.last)
    #expect(plan.values[last.outputs[0]].storage == .variable("w"))
    #expect(plan.steps.count == 2)
  }

  /// The new value may be read where nothing reads the old one any more.
  @Test func valueThatOthersReadIsComputedInTheVariable() throws {
    let variable = Variable("w", spec)
    let update = LinearCombination(coefficients: [0.5], mayOverwrite: true)(.variable(variable))
    let reader = LinearCombination(coefficients: [1])(update)
    let plan = try Plan(
      Graph(outputs: [.init("new", reader)], assignments: [.init(variable, update)]), for: device)
    #expect(plan.copies.isEmpty)
    #expect(plan.values[plan.steps[0].outputs[0]].storage == .variable("w"))
  }

  @Test func valueIsCopiedWhereTheOldOneIsReadLater() throws {
    let variable = Variable("w", spec)
    let update = LinearCombination(coefficients: [0.5], mayOverwrite: true)(.variable(variable))
    let both = LinearCombination(coefficients: [1, 1])(update, .variable(variable))
    let plan = try Plan(
      Graph(outputs: [.init("both", both)], assignments: [.init(variable, update)]), for: device)
    #expect(plan.copies.map(\.variable) == ["w"])
  }

  /// The second value may overwrite its variable, which the first one has read.
  @Test func oneOfTwoSwappedVariablesIsCopied() throws {
    let first = Variable("a", spec)
    let second = Variable("b", spec)
    let graph = Graph(
      outputs: [],
      assignments: [
        .init(
          first,
          LinearCombination(coefficients: [1, 1], mayOverwrite: true)(
            .variable(first), .variable(second))),
        .init(
          second,
          LinearCombination(coefficients: [1, 1], mayOverwrite: true)(
            .variable(second), .variable(first))),
      ])
    #expect(try Plan(graph, for: device).copies.map(\.variable) == ["a"])
  }

  @Test func variableThatIsAnOutputKeepsItsOldValue() throws {
    let variable = Variable("w", spec)
    let update = LinearCombination(coefficients: [0.5], mayOverwrite: true)(.variable(variable))
    let old = Renamed()(.variable(variable))
    let plan = try Plan(
      Graph(outputs: [.init("old", old)], assignments: [.init(variable, update)]), for: device)
    #expect(plan.copies.map(\.variable) == ["w"])
  }
}

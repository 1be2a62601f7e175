import Graphs
import Operations
import Testing

/// Updates with factors on the learning rate and on the gradients.
@Suite("UpdateFactors")
struct UpdateFactorsTests {
  private static let factors = [
    UpdateFactors(rate: true), UpdateFactors(gradient: true),
    UpdateFactors(rate: true, gradient: true),
  ]

  private static func scalar(_ value: Double) -> HostTensor<Double> {
    HostTensor([value], shape: [1])
  }

  /// The inputs of the factors: 0.25 on the rate, 0.5 on gradients.
  private static func values(_ factors: UpdateFactors) -> [HostTensor<Double>] {
    (factors.hasRate ? [scalar(0.25)] : []) + (factors.hasGradient ? [scalar(0.5)] : [])
  }

  private static let state = HostTensor<Double>(
    integers: RandomState.values(seed: 1, step: 41), shape: [3])

  @Test(arguments: factors)
  func rmsprop(_ factors: UpdateFactors) throws {
    try expectUpdateIsCorrect(
      RMSpropUpdate(learningRate: 0.01, factors: factors), slots: 1, extra: Self.values(factors))
  }

  @Test(arguments: factors)
  func rmspropMomentum(_ factors: UpdateFactors) throws {
    try expectUpdateIsCorrect(
      RMSpropMomentumUpdate(learningRate: 0.01, factors: factors), slots: 2,
      extra: Self.values(factors))
  }

  @Test(arguments: factors)
  func momentum(_ factors: UpdateFactors) throws {
    try expectUpdateIsCorrect(
      MomentumUpdate(learningRate: 0.5, factors: factors), slots: 1, extra: Self.values(factors))
  }

  @Test(arguments: factors)
  func adam(_ factors: UpdateFactors) throws {
    try expectUpdateIsCorrect(
      AdamUpdate(learningRate: 0.5, factors: factors), slots: 2,
      extra: [Self.state] + Self.values(factors))
  }

  /// A factor is the same as another rate or another gradient.
  @Test func factorsMultiply() {
    func update(_ rate: Float, _ gradient: Double, _ factors: [Double]) -> [Double] {
      let update = MomentumUpdate(
        learningRate: rate, momentum: 0.5,
        factors: UpdateFactors(rate: !factors.isEmpty, gradient: !factors.isEmpty))
      let inputs = ([3, gradient, 0.125] + factors).map { Self.scalar($0) }
      return update.evaluate(inputs + [HostTensor(integers: [1], shape: [1])]).map { $0.values[0] }
    }
    #expect(update(0.5, 4, [0.25, 0.5]) == update(0.125, 2, []))
  }

  @Test(arguments: factors)
  func shapesAreChecked(_ factors: UpdateFactors) {
    let count = Self.values(factors).count
    expectUpdateChecksShapes(
      MomentumUpdate(learningRate: 0.5, factors: factors), slots: 1,
      extra: Array(repeating: TensorSpec([1]), count: count))
    let (value, flag) = (TensorSpec([4]), TensorSpec([1], .int32))
    #expect(throws: ShapeError.self) {
      try MomentumUpdate(learningRate: 0.5, factors: factors).outputs([value, value, value, flag])
    }
  }
}

import Basics
import Testing

@Suite("Int+RoundingUp") struct IntRoundingUpTests {
  @Test(arguments: [
    (0, 1, 0), (0, 7, 0), (1, 7, 1), (7, 7, 1), (8, 7, 2), (257, 17, 16), (Int.max, 2, 1 << 62),
  ])
  func dividesRoundingUp(dividend: Int, divisor: Int, quotient: Int) {
    #expect(dividend.dividedRoundingUp(by: divisor) == quotient)
  }

  @Test(arguments: [(0, 16, 0), (1, 16, 16), (16, 16, 16), (257, 16, 272)])
  func roundsUpToAMultiple(value: Int, unit: Int, multiple: Int) {
    #expect(value.roundedUp(toMultipleOf: unit) == multiple)
  }
}

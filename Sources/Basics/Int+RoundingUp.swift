extension Int {
  /// ⌈self / divisor⌉, for operands that are not negative.
  package func dividedRoundingUp(by divisor: Int) -> Int {
    precondition(self >= 0 && divisor > 0, "\(self) divided by \(divisor), rounding up")
    return self / divisor + (self % divisor == 0 ? 0 : 1)
  }

  /// The smallest multiple of `unit` that is not less than self.
  package func roundedUp(toMultipleOf unit: Int) -> Int {
    dividedRoundingUp(by: unit) * unit
  }
}

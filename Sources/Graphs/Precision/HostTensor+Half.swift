extension HostScalar {
  /// The largest number of half precision.
  private static var largestHalf: Self { 65_504 }

  /// The half precision number next to this one, the one with an even last place of two that are equally
  /// near; infinite from 65,520 on.
  package var roundedToHalf: Self {
    guard isFinite, self != 0 else { return self }
    // Ten places behind the point, and no more than those of the smallest normal number, 2⁻¹⁴.
    let place = Self(
      sign: .plus, exponent: Swift.max(exponent, -14) - 10, significand: 1)
    let rounded = (self / place).rounded(.toNearestOrEven) * place
    guard rounded.magnitude > Self.largestHalf else { return rounded }
    return self < 0 ? -Self.infinity : Self.infinity
  }
}

extension HostTensor {
  /// These values as they are after they were stored in half precision; integers as they are.
  package var roundedToHalf: HostTensor {
    switch storage {
    case .real(let values): HostTensor(values.map { $0.roundedToHalf }, shape: shape)
    case .integer: self
    }
  }
}

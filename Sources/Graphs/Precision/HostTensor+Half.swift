extension HostScalar {
  /// The largest number of half precision.
  private static var largestHalf: Self { 65_504 }

  /// This number rounded to half precision, ties to even; infinite from 65,520 on.
  package var roundedToHalf: Self {
    guard isFinite, self != 0 else { return self }
    // Ten bits after the binary point; below the smallest normal number, 2⁻¹⁴, its last place.
    let place = Self(
      sign: .plus, exponent: Swift.max(exponent, -14) - 10, significand: 1)
    let rounded = (self / place).rounded(.toNearestOrEven) * place
    guard rounded.magnitude > Self.largestHalf else { return rounded }
    return self < 0 ? -Self.infinity : Self.infinity
  }
}

extension HostTensor {
  /// The values after they were stored in half precision; integers and bytes are unchanged.
  package var roundedToHalf: HostTensor {
    switch storage {
    case .real(let values): HostTensor(values.map { $0.roundedToHalf }, shape: shape)
    case .integer, .byte: self
    }
  }
}

/// Codes z that go evenly over the prior N(0, I), by probability.
package enum FigureStyles {
  /// The quantiles 0.1, 0.3, 0.5, 0.7 and 0.9 of N(0, 1).
  package static let quantiles: [Float] = [
    -1.281_551_565_5, -0.524_400_512_7, 0, 0.524_400_512_7, 1.281_551_565_5,
  ]

  /// All pairs of quantiles in the first two dimensions, the second running fastest; the median 0 in
  /// further ones. Each of the 25 codes stands for an equal share of the prior.
  ///
  /// Of one dimension there are its five quantiles.
  ///
  /// - Precondition: there is a dimension.
  package static func codes(dimensions: Int) -> [[Float]] {
    precondition(dimensions > 0, "codes without dimensions")
    if dimensions == 1 { return quantiles.map { [$0] } }
    let rest = [Float](repeating: 0, count: dimensions - 2)
    return quantiles.flatMap { first in quantiles.map { [first, $0] + rest } }
  }
}

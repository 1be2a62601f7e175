import Graphs
import Testing

/// What is stored of an array that PyTorch gave (see Fixtures/README.md).
struct GoldenSummary: Decodable, Sendable {
  private let norm: Double
  private let sum: Double
  /// All elements, or those at random places where there are more.
  private let samples: [Double]

  /// Expects norm and sum to be right within `tolerance` of the norm, and elements within `tolerance` of
  /// their root mean square.
  ///
  /// - Parameter seed: that of the case, which gives the places of the elements.
  func expect<Scalar: HostScalar>(
    _ array: HostTensor<Scalar>, seed: UInt64, tolerance: Double, _ name: String
  ) {
    let values = array.values.map(Double.init)
    let count = Double(values.count)
    let found = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(found - norm) <= tolerance * norm, "\(name): norm \(found)")
    let total = values.reduce(0, +)
    #expect(abs(total - sum) <= tolerance * norm * count.squareRoot(), "\(name): sum \(total)")
    var random = TestRandom(seed: seed)
    let scale = norm / count.squareRoot()
    for (position, sample) in samples.enumerated() {
      let index =
        values.count > samples.count ? Int(random.next() % UInt64(values.count)) : position
      #expect(
        abs(values[index] - sample) <= tolerance * max(scale, abs(sample)),
        "\(name)[\(index)]: \(values[index]), not \(sample)")
    }
  }
}

import Basics
import Datasets

/// Random proportions of one instance, drawn so that the ten instances of a category spread out.
///
/// The n-th draw divides its range into ten intervals, assigns them to the instances in a shuffled
/// order and draws uniformly within the interval: no two instances agree in any proportion.
struct Draws {
  private let instance: Int
  private var generator: SplitMix64

  /// The same seed and category give the same shuffled orders to every instance.
  init(seed: UInt64, category: ToyCategory, instance: Int) {
    self.instance = instance
    generator = SplitMix64(seed: seed, stream: 0x746F_7973, pass: UInt64(category.rawValue))
  }

  /// A number in `range`.
  mutating func callAsFunction(_ range: ClosedRange<Float>) -> Float {
    let count = Scene.instanceCount
    var order = Array(0..<count)
    generator.shuffle(&order)
    // Every instance draws for all of them, and uses its own value.
    let places = order.map { _ in Float(generator.next() >> 40) * 0x1p-24 }
    let position = (Float(order[instance]) + places[instance]) / Float(count)
    return range.lowerBound + (range.upperBound - range.lowerBound) * position
  }

  /// One of `count` choices; each goes to about equally many instances.
  mutating func choice(of count: Int) -> Int {
    min(count - 1, Int(self(0...Float(count))))
  }
}

/// The extents of a tensor, outermost dimension first; activations are channels-last (NHWC).
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
  public let dimensions: [Int]

  public init(_ dimensions: [Int]) {
    self.dimensions = dimensions
  }

  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }

  /// The shape of a single value.
  public static let scalar = Shape([])

  /// The number of dimensions.
  public var rank: Int { dimensions.count }

  /// The number of elements: the product of the extents, 1 for a scalar.
  public var count: Int { dimensions.reduce(1, *) }

  /// The extent of one dimension; a negative index counts from the end.
  public subscript(_ axis: Int) -> Int {
    dimensions[axis < 0 ? rank + axis : axis]
  }

  /// The innermost extent, 1 for a scalar: channels of an image, columns of a matrix.
  public var last: Int { dimensions.last ?? 1 }

  /// The number of rows when every dimension but the last is folded into one.
  public var rows: Int { dimensions.dropLast().reduce(1, *) }

  public var description: String {
    "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
  }
}

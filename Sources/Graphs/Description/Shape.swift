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

/// The type of a tensor's elements.
public enum ElementType: String, Sendable, Hashable, Codable {
  case float32
  case int32
  /// How a plan may store what a graph describes as float32; no tensor of a graph has it, and what
  /// operations compute with is float32 all the same.
  case float16

  /// The size of one element in bytes.
  public var byteCount: Int { self == .float16 ? 2 : 4 }
}

/// The shape and element type of a tensor: all that a plan needs to know of it.
public struct TensorSpec: Sendable, Hashable, CustomStringConvertible {
  public let shape: Shape
  public let elementType: ElementType

  public init(_ shape: Shape, _ elementType: ElementType = .float32) {
    self.shape = shape
    self.elementType = elementType
  }

  /// The size in bytes.
  public var byteCount: Int { shape.count * elementType.byteCount }

  /// The tensor as the graph describes it, however a plan stores it.
  package var described: TensorSpec {
    elementType == .float16 ? TensorSpec(shape, .float32) : self
  }

  public var description: String { "\(elementType.rawValue)\(shape)" }
}

/// Inputs that an operation cannot take: which operation, what it was given, what it expects.
public struct ShapeError: Error, Sendable, Hashable, CustomStringConvertible {
  public let operation: String
  public let inputs: [TensorSpec]
  public let expected: String

  public init(_ operation: String, _ inputs: [TensorSpec], expected: String) {
    self.operation = operation
    self.inputs = inputs
    self.expected = expected
  }

  public var description: String {
    "\(operation): inputs \(inputs.map(\.description).joined(separator: ", ")), expected \(expected)"
  }
}

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

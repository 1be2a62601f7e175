/// The type of a tensor's elements.
public enum ElementType: String, Sendable, Hashable, Codable {
  case float32
  case int32
  /// Bytes of samples, which `ScaleBytes` converts to float32.
  case uint8
  /// How a plan may store a tensor that is float32 in the graph; no tensor of a graph has it, and
  /// operations still compute in float32.
  case float16

  /// The size of one element in bytes.
  public var byteCount: Int {
    switch self {
    case .float32, .int32: 4
    case .float16: 2
    case .uint8: 1
    }
  }
}

/// The shape and element type of a tensor.
public struct TensorSpec: Sendable, Hashable, CustomStringConvertible {
  public let shape: Shape
  public let elementType: ElementType

  public init(_ shape: Shape, _ elementType: ElementType = .float32) {
    self.shape = shape
    self.elementType = elementType
  }

  /// The size in bytes.
  public var byteCount: Int { shape.count * elementType.byteCount }

  /// The spec in the graph of a tensor that a plan may store as float16.
  package var described: TensorSpec {
    elementType == .float16 ? TensorSpec(shape, .float32) : self
  }

  public var description: String { "\(elementType.rawValue)\(shape)" }
}

public import RealModule

/// An element type of host evaluation: Float for the fallback, Double for the tests' oracle.
public protocol HostScalar: Real, BinaryFloatingPoint, Sendable {}

extension Float: HostScalar {}
extension Double: HostScalar {}

/// An array with a shape in host memory, row-major.
public struct HostTensor<Scalar: HostScalar>: Sendable, Equatable {
  public enum Storage: Sendable, Equatable {
    case real([Scalar])
    case integer([Int32])
    case byte([UInt8])
  }

  public let shape: Shape
  public let storage: Storage

  /// - Precondition: `values.count == shape.count`.
  public init(_ values: [Scalar], shape: Shape) {
    precondition(values.count == shape.count, "\(values.count) values for shape \(shape)")
    self.shape = shape
    storage = .real(values)
  }

  /// - Precondition: `integers.count == shape.count`.
  public init(integers: [Int32], shape: Shape) {
    precondition(integers.count == shape.count, "\(integers.count) integers for shape \(shape)")
    self.shape = shape
    storage = .integer(integers)
  }

  /// - Precondition: `bytes.count == shape.count`.
  public init(bytes: [UInt8], shape: Shape) {
    precondition(bytes.count == shape.count, "\(bytes.count) bytes for shape \(shape)")
    self.shape = shape
    storage = .byte(bytes)
  }

  public init(_ scalar: Scalar) {
    self.init([scalar], shape: .scalar)
  }

  public init(zeros spec: TensorSpec) {
    switch spec.elementType {
    case .float32, .float16:
      self.init(Array(repeating: 0, count: spec.shape.count), shape: spec.shape)
    case .int32:
      self.init(integers: Array(repeating: 0, count: spec.shape.count), shape: spec.shape)
    case .uint8:
      self.init(bytes: Array(repeating: 0, count: spec.shape.count), shape: spec.shape)
    }
  }

  public var spec: TensorSpec {
    switch storage {
    case .real: TensorSpec(shape, .float32)
    case .integer: TensorSpec(shape, .int32)
    case .byte: TensorSpec(shape, .uint8)
    }
  }

  /// The elements of a real tensor; traps for integers.
  public var values: [Scalar] {
    guard case .real(let values) = storage else {
      preconditionFailure("a tensor of \(spec.elementType) was read as real numbers")
    }
    return values
  }

  /// The elements of an integer tensor; traps for real numbers.
  public var integers: [Int32] {
    guard case .integer(let integers) = storage else {
      preconditionFailure("a tensor of \(spec.elementType) was read as integers")
    }
    return integers
  }

  /// The elements of a tensor of bytes; traps for any other.
  public var bytes: [UInt8] {
    guard case .byte(let bytes) = storage else {
      preconditionFailure("a tensor of \(spec.elementType) was read as bytes")
    }
    return bytes
  }

  /// The same elements in another shape of equal count.
  public func reshaped(to shape: Shape) -> HostTensor {
    switch storage {
    case .real(let values): HostTensor(values, shape: shape)
    case .integer(let integers): HostTensor(integers: integers, shape: shape)
    case .byte(let bytes): HostTensor(bytes: bytes, shape: shape)
    }
  }

  /// The same elements in another precision.
  public func converted<Other: HostScalar>(to type: Other.Type) -> HostTensor<Other> {
    switch storage {
    case .real(let values): HostTensor<Other>(values.map { Other($0) }, shape: shape)
    case .integer(let integers): HostTensor<Other>(integers: integers, shape: shape)
    case .byte(let bytes): HostTensor<Other>(bytes: bytes, shape: shape)
    }
  }
}

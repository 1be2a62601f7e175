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

  public init(_ scalar: Scalar) {
    self.init([scalar], shape: .scalar)
  }

  public init(zeros spec: TensorSpec) {
    switch spec.elementType {
    case .float32, .float16:
      self.init(Array(repeating: 0, count: spec.shape.count), shape: spec.shape)
    case .int32:
      self.init(integers: Array(repeating: 0, count: spec.shape.count), shape: spec.shape)
    }
  }

  public var spec: TensorSpec {
    switch storage {
    case .real: TensorSpec(shape, .float32)
    case .integer: TensorSpec(shape, .int32)
    }
  }

  /// The elements of a real tensor; traps for integers.
  public var values: [Scalar] {
    guard case .real(let values) = storage else {
      preconditionFailure("a tensor of int32 was read as real numbers")
    }
    return values
  }

  /// The elements of an integer tensor; traps for real numbers.
  public var integers: [Int32] {
    guard case .integer(let integers) = storage else {
      preconditionFailure("a tensor of float32 was read as integers")
    }
    return integers
  }

  /// The same elements in another shape of equal count.
  public func reshaped(to shape: Shape) -> HostTensor {
    switch storage {
    case .real(let values): HostTensor(values, shape: shape)
    case .integer(let integers): HostTensor(integers: integers, shape: shape)
    }
  }

  /// The same elements in another precision.
  public func converted<Other: HostScalar>(to type: Other.Type) -> HostTensor<Other> {
    switch storage {
    case .real(let values): HostTensor<Other>(values.map { Other($0) }, shape: shape)
    case .integer(let integers): HostTensor<Other>(integers: integers, shape: shape)
    }
  }
}

/// A dense array with a name, a shape and its values in row-major (C) order.
///
/// `shape == []` is a scalar with one value; a dimension of 0 makes an array without values.
public struct NamedArray: Sendable, Equatable {
  /// The values in one of the element types that the package computes with.
  public enum Values: Sendable, Equatable {
    case float32([Float])
    case float64([Double])
    case int32([Int32])
    case int64([Int64])
    case uint8([UInt8])
    case bool([Bool])

    /// The number of values.
    public var count: Int {
      switch self {
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .int32(let values): values.count
      case .int64(let values): values.count
      case .uint8(let values): values.count
      case .bool(let values): values.count
      }
    }
  }

  /// The name; empty for an array that was read from a `.npy` file.
  public let name: String
  /// The dimensions, slowest first.
  public let shape: [Int]
  /// The values, `shape` product of them.
  public let values: Values

  /// Makes an array; there must be as many values as the product of the dimensions.
  public init(_ name: String, shape: [Int], values: Values) {
    let expected = elementCount(shape)
    precondition(
      expected == values.count,
      "array '\(name)': shape \(shape) does not hold \(values.count) values")
    self.name = name
    self.shape = shape
    self.values = values
  }

  /// Makes a float32 array.
  public init(_ name: String, shape: [Int], _ values: [Float]) {
    self.init(name, shape: shape, values: .float32(values))
  }

  /// The values where the element type is float32, otherwise nil.
  public var float32: [Float]? {
    if case .float32(let values) = values { values } else { nil }
  }

  /// The values converted to float32, rounded to nearest; true is 1.
  public func convertedToFloat32() -> [Float] {
    switch values {
    case .float32(let values): values
    case .float64(let values): values.map { Float($0) }
    case .int32(let values): values.map { Float($0) }
    case .int64(let values): values.map { Float($0) }
    case .uint8(let values): values.map { Float($0) }
    case .bool(let values): values.map { $0 ? 1 : 0 }
    }
  }

  /// The same array under another name.
  public func named(_ name: String) -> NamedArray {
    NamedArray(name, shape: shape, values: values)
  }
}

/// The product of the dimensions, or nil where one is negative or the product overflows.
func elementCount(_ shape: [Int]) -> Int? {
  var product = 1
  for dimension in shape {
    let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
    guard dimension >= 0, !overflow else { return nil }
    product = next
  }
  return product
}

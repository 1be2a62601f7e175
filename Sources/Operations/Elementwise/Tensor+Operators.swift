public import Graphs

/// Arithmetic between tensors, which broadcasts by NumPy's rule; shapes that do not broadcast trap.
extension Tensor {
  public static func + (first: Tensor, second: Tensor) -> Tensor {
    ElementwiseBinary(.add)(first, second)
  }

  public static func - (first: Tensor, second: Tensor) -> Tensor {
    ElementwiseBinary(.subtract)(first, second)
  }

  public static func * (first: Tensor, second: Tensor) -> Tensor {
    ElementwiseBinary(.multiply)(first, second)
  }

  public static func / (first: Tensor, second: Tensor) -> Tensor {
    ElementwiseBinary(.divide)(first, second)
  }

  public static prefix func - (tensor: Tensor) -> Tensor { Scale(-1)(tensor) }
}

/// Arithmetic with a number: products are a `Scale`, the others broadcast a constant.
extension Tensor {
  public static func + (tensor: Tensor, number: Float) -> Tensor { tensor + .constant([number]) }

  public static func + (number: Float, tensor: Tensor) -> Tensor { .constant([number]) + tensor }

  public static func - (tensor: Tensor, number: Float) -> Tensor { tensor - .constant([number]) }

  public static func - (number: Float, tensor: Tensor) -> Tensor { .constant([number]) - tensor }

  public static func * (tensor: Tensor, number: Float) -> Tensor { Scale(number)(tensor) }

  public static func * (number: Float, tensor: Tensor) -> Tensor { Scale(number)(tensor) }

  /// Multiplies by the number's reciprocal in float32.
  public static func / (tensor: Tensor, number: Float) -> Tensor { Scale(1 / number)(tensor) }

  public static func / (number: Float, tensor: Tensor) -> Tensor { .constant([number]) / tensor }
}

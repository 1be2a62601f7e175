public import Graphs

extension Gradients {
  /// Differentiates a scalar with respect to everything that it depends on; where a tensor has several
  /// readers, their gradients are added with `ElementwiseBinary(.add)`.
  ///
  /// - Parameter factor: a scalar that multiplies all gradients; nil for 1.
  /// - Precondition: `scalar` holds one float32 element.
  public init(of scalar: Tensor, times factor: Tensor? = nil) {
    self.init(of: scalar, times: factor, addingWith: ElementwiseBinary(.add))
  }
}

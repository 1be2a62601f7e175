public import Graphs

extension Gradients {
  /// Differentiates a scalar with respect to everything that it depends on, adding the gradients
  /// that several readers of a tensor send with `Arithmetic(.add)`.
  ///
  /// - Parameter factor: what all gradients are multiplied by, a scalar; nil for 1.
  /// - Precondition: `scalar` holds one float32 element.
  public init(of scalar: Tensor, times factor: Tensor? = nil) {
    self.init(of: scalar, times: factor, addingWith: ElementwiseBinary(.add))
  }
}

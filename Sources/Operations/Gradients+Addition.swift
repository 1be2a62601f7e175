public import Graphs

extension Gradients {
  /// Differentiates a scalar with respect to everything that it depends on, adding the gradients
  /// that several readers of a tensor send with `Arithmetic(.add)`.
  ///
  /// - Precondition: `scalar` holds one float32 element.
  public init(of scalar: Tensor) {
    self.init(of: scalar, addingWith: Arithmetic(.add))
  }
}

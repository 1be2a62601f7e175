import Graphs

/// An operation without a gradient with respect to any input: it runs after the gradients, or its second
/// derivatives are not supported.
protocol NonDifferentiable: Operation {}

extension NonDifferentiable {
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    inputs.map { _ in nil }
  }
}

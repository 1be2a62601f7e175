/// One operation in one place: its shape rule, its gradient, how it is lowered for a device, and how the
/// host evaluates it.
///
/// It may have several inputs, several outputs, workspace and in-place pairs. There is no list of
/// operations: a new one is a new conforming type. It is added inside the package, where kernels are;
/// users of the library compose operations.
public protocol Operation: Sendable {
  /// The operation's name in printed plans and profiles, for example `matrixProduct`.
  var name: String { get }

  /// The shape rule.
  ///
  /// - Throws: `ShapeError` naming the operation, the inputs and what was expected.
  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec]

  /// The gradient of a scalar with respect to each input, given those with respect to each output.
  ///
  /// `upstream[k]` is nil where the scalar does not depend on output `k`; nil in the result means that
  /// the input has no gradient (an integer, a random state).
  func gradients(_ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]) -> [Tensor?]

  /// The launches that compute the outputs on a device of these traits.
  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering

  /// The outputs, by plain loops: the host fallback in Float, the tests' oracle in Double.
  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>]

  /// Floating-point operations for these inputs, a multiply-add counted as two.
  func flops(_ inputs: [TensorSpec]) -> Int
}

extension Operation {
  public func flops(_ inputs: [TensorSpec]) -> Int { 0 }
}

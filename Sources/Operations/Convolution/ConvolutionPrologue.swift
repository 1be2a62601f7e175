import Graphs

/// What a convolution's kernels of the GPU family do to one operand as they load it: nothing, or
///
///     x = activation((x − mean)·scale + β)
///
/// per channel, but not to padding. Mean, scale and β [channels] are inputs after the operation's own.
struct ConvolutionPrologue: Sendable, Hashable {
  /// Operands are used as they are stored.
  static let nothing = ConvolutionPrologue(operand: nil, activation: .identity, firstInput: 0)

  private let operand: Int?
  private let activation: Activation
  /// The index of the input that is the mean.
  private let firstInput: Int

  private init(operand: Int?, activation: Activation, firstInput: Int) {
    (self.operand, self.activation) = (operand, activation)
    self.firstInput = firstInput
  }

  /// Normalises operand `operand`; mean, scale and β are the inputs from `firstInput` on.
  init(normalizing operand: Int, activation: Activation, firstInput: Int) {
    self.init(operand: .some(operand), activation: activation, firstInput: firstInput)
  }

  /// The kernel arguments after the operands.
  var arguments: [KernelLaunch.Argument] {
    operand == nil ? [] : (0..<3).map { .input(firstInput + $0) }
  }

  /// The constants that kernels are compiled with.
  var constants: [String: Int] {
    guard let operand else { return ["NORMALIZED": 0] }
    return ["NORMALIZED": operand + 1, "NORMALIZED_ACTIVATION": activation.rawValue]
  }
}

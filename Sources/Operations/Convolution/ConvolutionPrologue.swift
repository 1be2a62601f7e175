import Graphs

/// What a convolution's kernels of the GPU family do to an operand as they load it: nothing, or
///
///     x = activation((x − mean)·scale + β)
///
/// for each channel of an operand, padding left out. Mean, scale and β [channels] are inputs behind
/// the operation's own.
struct ConvolutionPrologue: Sendable, Hashable {
  /// Operands are taken as they are.
  static let nothing = ConvolutionPrologue(operand: nil, activation: .identity, firstInput: 0)

  private let operand: Int?
  private let activation: Activation
  /// The number of the input that is the mean.
  private let firstInput: Int

  private init(operand: Int?, activation: Activation, firstInput: Int) {
    (self.operand, self.activation) = (operand, activation)
    self.firstInput = firstInput
  }

  /// Normalises operand number `operand`; mean, scale and β are the inputs from `firstInput` on.
  init(normalizing operand: Int, activation: Activation, firstInput: Int) {
    self.init(operand: .some(operand), activation: activation, firstInput: firstInput)
  }

  /// Traps where a kernel that has no prologue is to normalise.
  func requireNothing() {
    precondition(operand == nil, "kernels of the CPU family do not normalise what they load")
  }

  /// The arguments behind the operands.
  var arguments: [KernelLaunch.Argument] {
    operand == nil ? [] : (0..<3).map { .input(firstInput + $0) }
  }

  /// The constants that kernels are compiled with.
  var constants: [String: Int] {
    guard let operand else { return ["NORMALIZED": 0] }
    return ["NORMALIZED": operand + 1, "NORMALIZED_ACTIVATION": activation.rawValue]
  }
}

package import Graphs

/// A loss that saves its gradients in the forward pass, times a factor: with the term's weight in the
/// total loss, the gradient of the total needs no pass of its own.
protocol GradientScaledLoss: Operation {
  /// The factor on the saved gradients, not 0.
  var gradientScale: Float { get set }
}

extension KLDivergence: GradientScaledLoss {}
extension MaskedCrossEntropy: GradientScaledLoss {}

extension GradientScaledLoss {
  /// This loss with another factor on its saved gradients.
  fileprivate func scaled(by weight: Float) -> Self {
    var scaled = self
    scaled.gradientScale = weight
    return scaled
  }
}

extension Tensor {
  /// This term of a loss, computed so that its gradients are saved times the term's weight.
  ///
  /// Losses that can do that do so, alone or as summands; any other tensor is returned as it is. The
  /// value and, whatever the weight, the gradients are the same.
  package func savingGradients(times weight: Float) -> Tensor {
    guard weight != 0, let operation = node.operation else { return self }
    if let loss = operation as? any GradientScaledLoss, loss.gradientScale != weight {
      return Tensor(node: Self.rebuilt(node, as: loss.scaled(by: weight)), index: index)
    }
    if let sum = operation as? ElementwiseBinary, sum.operator == .add {
      let inputs = node.inputs.map { $0.savingGradients(times: weight) }
      return inputs == node.inputs
        ? self : Tensor(node: node.rebuilt(inputs: inputs), index: index)
    }
    return self
  }

  /// The tensors that this term of a loss is the sum of, in the order in which they are added; only itself
  /// where it is no sum of scalars.
  package var summands: [Tensor] {
    guard let sum = node.operation as? ElementwiseBinary, sum.operator == .add,
      node.inputs.allSatisfy({ $0.shape == .scalar })
    else { return [self] }
    return node.inputs[0].summands + [node.inputs[1]]
  }

  private static func rebuilt(_ node: Node, as operation: some Operation) -> Node {
    Node(
      kind: .operation(operation), inputs: node.inputs, outputs: node.outputs, label: node.label)
  }
}

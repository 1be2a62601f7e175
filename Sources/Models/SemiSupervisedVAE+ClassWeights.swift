import Graphs
import Layers
import Operations

extension SemiSupervisedVAE {
  /// The same model, whose classification loss weights the classes of each head:
  /// 1/n · Σ w[y]·(−log π[y]) over the n labelled rows of the head, instead of eq. 5.
  ///
  /// `LabelColumn.balancedClassWeights(of:)` gives every class the same share of the loss.
  ///
  /// - Parameter weights: a weight for every class of each of `heads`; nil for 1.
  /// - Precondition: there are as many weights as classes, finite and not negative.
  public func weightingClasses(_ weights: [[Float]]?) -> SemiSupervisedVAE {
    if let weights {
      precondition(
        weights.map(\.count) == heads.map(\.classes),
        "\(weights.map(\.count)) weights for \(heads.map(\.classes)) classes")
      precondition(
        weights.joined().allSatisfy { $0 >= 0 && $0.isFinite },
        "weights of classes are finite and not negative: \(weights)")
    }
    var weighted = self
    weighted.classWeights = weights
    return weighted
  }

  /// The classification loss of one head (eq. 5), with its classes weighted.
  func crossEntropy(
    _ one: Classification, _ labels: Tensor, _ labelled: Tensor
  ) -> Tensor {
    let weights = classWeights.flatMap { weights in
      heads.firstIndex(of: one.head).map { weights[$0] }
    }
    let loss = MaskedCrossEntropy(hasClassWeights: weights != nil)
    return loss.all(
      [one.logits, labels, labelled]
        + (weights.map { [.constant($0, shape: [one.head.classes])] } ?? []),
      label: "loss.classification")[0]
  }
}

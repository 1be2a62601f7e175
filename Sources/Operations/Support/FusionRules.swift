package import Graphs

extension FusionRule {
  /// Every fusion that can happen: its name, the types of both operations, what it saves, its condition, and
  /// what takes their place.
  ///
  /// The pass applies the kinds of rules in the order in which they stand here, so that an activation, for
  /// example, is part of a batch normalisation before a convolution is prepared for that. The last two kinds
  /// alternate: a recurrence that has lost its state can compute its product. Within a kind the order does
  /// not matter: no two rules apply to the same two operations.
  package static let all: [FusionRule] = Array(kinds.joined())

  private static let kinds: [[FusionRule]] = [
    absorbing, preparing, deferring, pairing, recomputing, narrowing,
  ]

  /// A producer does the work of the only reader of its result.
  private static let absorbing: [FusionRule] = [
    .absorbing(
      "product + bias", MatrixProduct.self, ElementwiseBinary.self, saving: passOverResult,
      where: {
        $0.producer.isOpen && !$0.producer.hasBias && !$0.producer.hasAddend
          && $0.reader.isRowAddition(operand: $0.otherOperand, inputs: $0.readerInputs)
      },
      to: { $0.fused($0.producer.with(hasBias: true), reading: [$0.otherOperand]) }),
    .absorbing(
      "product + addend", MatrixProduct.self, ElementwiseBinary.self, saving: passOverResult,
      where: {
        $0.producer.isOpen && !$0.producer.hasAddend && $0.reader.isAddition($0.readerInputs)
      },
      to: { $0.fused($0.producer.with(hasAddend: true), reading: [$0.otherOperand]) }),
    .absorbing(
      "product + activation", MatrixProduct.self, Activate.self, saving: passOverResult,
      where: { $0.producer.isOpen },
      to: { $0.fused($0.producer.with(activation: $0.reader.activation)) }),
    .absorbing(
      "product + activation's gradient", MatrixProduct.self, ActivationGradient.self,
      saving: passOverResult, where: { $0.producer.isOpen && $0.operand == 0 },
      to: { $0.fused($0.producer.with(gate: $0.reader.activation), reading: [1]) }),

    // Of a chain of products, each added to the next, the first is the plain one.
    .absorbing(
      "narrow products, added", MatrixProduct.self, MatrixProduct.self,
      saving: "a launch, and the sum written and read",
      where: {
        $0.producer == MatrixProduct(transposeSecond: true) && $0.operand == 2
          && $0.reader.addsNarrow
          && NarrowProductSum(count: 1).admits($0.readerInputs[0], to: $0.producerInputs)
      },
      to: { NarrowProductSum.adding($0, to: 1) }),
    .absorbing(
      "sum of narrow products, added", NarrowProductSum.self, MatrixProduct.self,
      saving: "a launch, and the sum written and read",
      where: {
        $0.operand == 2 && $0.reader.addsNarrow
          && $0.producer.admits($0.readerInputs[0], to: $0.producerInputs)
      },
      to: { NarrowProductSum.adding($0, to: $0.producer.count) }),
    .absorbing(
      "sum of narrow products + activation's gradient", NarrowProductSum.self,
      ActivationGradient.self, saving: passOverResult,
      where: { $0.producer.gate == nil && $0.operand == 0 },
      to: {
        $0.fused(
          NarrowProductSum(count: $0.producer.count, gate: $0.reader.activation), reading: [1])
      }),

    .absorbing(
      "convolution + bias", (any ConvolutionWithEpilogue).self, ElementwiseBinary.self,
      saving: passOverResult,
      where: {
        $0.producer.epilogue.isOpen && !$0.producer.epilogue.hasBias
          && $0.reader.isRowAddition(operand: $0.otherOperand, inputs: $0.readerInputs)
      },
      to: { $0.fused($0.producer.with(hasBias: true), reading: [$0.otherOperand]) }),
    .absorbing(
      "convolution + activation", (any ConvolutionWithEpilogue).self, Activate.self,
      saving: passOverResult, where: { $0.producer.epilogue.isOpen },
      to: { $0.fused($0.producer.with(activation: $0.reader.activation)) }),
    .absorbing(
      "convolution + activation's gradient", (any ConvolutionWithEpilogue).self,
      ActivationGradient.self, saving: passOverResult,
      where: { $0.producer.epilogue.isOpen && $0.operand == 0 },
      to: { $0.fused($0.producer.with(gate: $0.reader.activation), reading: [1]) }),
    // Every execution normalises the weights, so they must be much smaller than the result.
    .absorbing(
      "convolution + normalisation", Convolution.self, Normalize.self, saving: passOverResult,
      where: {
        $0.producer.epilogue.isOpen && $0.operand == 0 && !$0.reader.isScaled
          && 8 * $0.producerInputs[1].shape.count <= $0.readerInputs[0].shape.count
      },
      to: { $0.producer.normalized(by: $0.reader, channels: $0.readerInputs[0].shape.last) }),

    .absorbing(
      "normalisation + activation", (any NormalizationPass).self, Activate.self,
      saving: passOverResult, where: { $0.producer.activation == .identity },
      to: { $0.fused($0.producer.with($0.reader.activation)) }),
    .absorbing(
      "softmax, not differentiated", Softmax.self, StopGradient.self,
      saving: "nothing by itself: it lets the softmax meet what joins it with others",
      where: { _ in true }, to: { $0.fused($0.producer) }),
    .absorbing(
      "sample's gradient + addend", GaussianSampleGradient.self, ElementwiseBinary.self,
      saving: passOverResult,
      where: {
        !$0.producer.hasAddend && !$0.producer.hasMeanAddend
          && $0.reader.isAddition($0.readerInputs)
      },
      to: {
        $0.fused(
          GaussianSampleGradient($0.producer.noise, hasAddend: true), reading: [$0.otherOperand])
      }),
  ]

  /// A producer gets outputs that its reader needs.
  private static let preparing: [FusionRule] = [
    .preparing(
      "convolution for batch normalisation", (any ConvolutionWithEpilogue).self,
      BatchNormalization.self, saving: "the pass over the result that computes its moments",
      where: { $0.operand == 0 && $0.producer.epilogue.statistics == nil },
      to: { $0.producer.computingMoments(for: $0.reader) }),
    // A kernel has one activation: its own, or that after the normalisation.
    .preparing(
      "convolution for batch normalisation's gradient", (any ConvolutionWithEpilogue).self,
      BatchNormalizationGradient.self, saving: "the pass over upstream gradient and x for dγ, dβ",
      where: {
        $0.operand == 0 && $0.producer.epilogue.statistics == nil
          && ($0.reader.activation == .identity || $0.producer.epilogue.isOpen)
      },
      to: { $0.producer.computingSums(for: $0.reader) }),
  ]

  /// A producer leaves the end of its work to the only reader of its first output.
  private static let deferring: [FusionRule] = [
    .deferring(
      "loss's sum in the total", (any ReducedLoss).self, to: LossTotal.self,
      saving: "a launch that adds a few partial sums", where: { $0.reader.isScalar($0.operand) },
      as: {
        Deferred(
          PartialLoss(loss: $0.producer),
          reader: $0.reader.adding($0.producer.partials($0.producerInputs), as: $0.operand))
      })
  ]

  /// Two operations read one tensor once.
  private static let pairing: [FusionRule] = [
    .pairing(
      "kernel's gradient, bias's gradient", MatrixProduct.self, Reduction.self,
      saving: "a pass over the upstream gradient",
      where: {
        $0.first == MatrixProduct(transposeFirst: true) && $0.firstOperand == 1
          && $0.second == Reduction(.sum, axes: 0..<1)
      },
      to: { _ in Fused(KernelAndBiasGradient(), inputs: [.own(0), .own(1)]) }),
    .pairing(
      "narrow layers of one input", MatrixProduct.self, MatrixProduct.self, saving: oneLaunch,
      where: {
        $0.first == MatrixProduct(hasBias: true) && $0.second == $0.first
          && $0.firstOperand == 0 && $0.secondOperand == 0
          && NarrowProducts(form: .layers, count: 1)
            .admits($0.secondInputs[1], to: $0.firstInputs)
      },
      to: { NarrowProducts(form: .layers, count: 1).adding($0) }),
    .pairing(
      "narrow layers, another of their input", NarrowProducts.self, MatrixProduct.self,
      saving: oneLaunch,
      where: {
        $0.first.form == .layers && $0.second == MatrixProduct(hasBias: true)
          && $0.firstOperand == 0 && $0.secondOperand == 0
          && $0.first.admits($0.secondInputs[1], to: $0.firstInputs)
      },
      to: { $0.first.adding($0) }),
    .pairing(
      "narrow layers' gradients", KernelAndBiasGradient.self, KernelAndBiasGradient.self,
      saving: oneLaunch,
      where: {
        $0.firstOperand == 0 && $0.secondOperand == 0
          && NarrowProducts(form: .gradients, count: 1)
            .admits($0.secondInputs[1], to: $0.firstInputs)
      },
      to: { NarrowProducts(form: .gradients, count: 1).adding($0) }),
    .pairing(
      "narrow layers' gradients, another's", NarrowProducts.self, KernelAndBiasGradient.self,
      saving: oneLaunch,
      where: {
        $0.first.form == .gradients && $0.firstOperand == 0 && $0.secondOperand == 0
          && $0.first.admits($0.secondInputs[1], to: $0.firstInputs)
      },
      to: { $0.first.adding($0) }),
    .pairing(
      "cross-entropies of two heads", PartialLoss.self, PartialLoss.self, saving: oneLaunch,
      where: { siblings in
        guard let loss = siblings.first.loss as? MaskedCrossEntropy else { return false }
        return siblings.firstOperand == 2 && siblings.secondOperand == 2
          && JointCrossEntropy(heads: 1, loss: loss)
            .admits(siblings.second, siblings.secondInputs, to: siblings.firstInputs)
      },
      to: { siblings in
        guard let loss = siblings.first.loss as? MaskedCrossEntropy else {
          preconditionFailure("\(siblings.first.name) is no cross-entropy")
        }
        return JointCrossEntropy(heads: 1, loss: loss).adding(siblings)
      }),
    .pairing(
      "cross-entropies, another head's", JointCrossEntropy.self, PartialLoss.self,
      saving: oneLaunch,
      where: {
        $0.firstOperand == 2 * $0.first.heads && $0.secondOperand == 2
          && $0.first.admits($0.second, $0.secondInputs, to: $0.firstInputs)
      },
      to: { $0.first.adding($0) }),
    .pairing(
      "sample's gradient, mean's gradient", GaussianSampleGradient.self, ElementwiseBinary.self,
      saving: "a pass over the upstream gradient",
      where: {
        $0.firstOperand == 0 && !$0.first.hasMeanAddend && $0.second.isAddition($0.secondInputs)
      },
      to: {
        Fused(
          GaussianSampleGradient(
            $0.first.noise, hasAddend: $0.first.hasAddend, hasMeanAddend: true),
          inputs: $0.firstInputs.indices.map { .own($0) } + [.neighbour(1 - $0.secondOperand)])
      }),
  ]

  static let passOverResult = "a pass over the result"
  private static let oneLaunch = "a launch, and a pass over the common input"
}

import Graphs
public import Layers
import Operations

extension LossName {
  /// The entropy of q(y | x) in rows without a label, which M2 subtracts.
  public static let entropy: LossName = "entropy"
}

extension KingmaM2 {
  /// Describes the losses of a batch of B rows, eqs. 6 to 9 of Kingma et al.:
  ///
  ///     total = 1/B · Σ over rows b, classes k of w[b, k]·(R[b, k] + klWeight·KL[b, k])
  ///             − 1/B · Σ over rows without a label of H(q(y | x)) + labelWeight · classification
  ///
  /// R = −log p(x | y, z) and KL is that of q(z | x, y) from N(0, I), both for y = k. w is one-hot in
  /// labelled rows, and q(y | x) in the others, through which a gradient flows into the classifier. The
  /// terms are `reconstruction`, `kl`, `entropy`, whose weight is −1, and `classification`, the
  /// cross-entropy of q(y | x) over the labelled rows. The constant −log p(y) = log(classes) is left out.
  ///
  /// All classes of all rows are computed, those of labelled rows too, where the weights of all but one
  /// are 0. Every class has noise of its own: given noise is [batch, classes, latent].
  public func losses(_ batch: ModelBatch, _ context: inout Context) -> Losses {
    let x = flat(batch.x)
    let encoded = batch.encoded == batch.x ? x : flat(batch.encoded)
    let classes = classification(encoded, &context)
    let known = KnownLabels(classes: head.classes).all([batch.labels[0], batch.labelled])
    let weights = known[0] + MaskRows()(classes.probabilities, known[1])
    let posterior = posterior(encoded, .all, &context)
    let z = posterior.sample(batch.noise, label: "latent.sample")
    let logits = logits(z, everyClass(rows: x.shape[0]), &context)
    let reconstruction = ExpectedBernoulliLoss()(logits, x, weights, label: "loss.reconstruction")
    let kl = ExpectedKLDivergence()(
      posterior.mean, posterior.logVariance, weights, label: "loss.kl")
    let classification = MaskedCrossEntropy()(
      classes.logits, batch.labels[0], batch.labelled, label: "loss.classification")
    let klFactor = objective.klFactor(
      inputSize: inputShape.count, latentSize: latentShape.count)
    return Losses(
      [
        .init(.reconstruction, reconstruction), .init(.kl, kl, weight: klFactor),
        .init(.entropy, entropy(classes, ofRows: known[1]), weight: -1),
        .init(.classification, classification, weight: objective.labelWeight),
      ],
      outputs: [
        .init("mean", posterior.mean), .init("log_variance", posterior.logVariance),
        .init("class_logits", classes.logits), .init("probabilities", classes.probabilities),
        .init("logits", logits), .init(Losses.headLossName, classification),
      ])
  }

  /// 1/B · Σ over the rows whose mask is 1 of −Σ q log q.
  private func entropy(_ classes: Classification, ofRows mask: Tensor) -> Tensor {
    let terms = classes.probabilities * LogSoftmax()(classes.logits)
    let sum = Reduction(.sum)(MaskRows()(terms, mask), label: "loss.entropy")
    return Scale(-1 / Float(mask.shape[0]))(sum, label: "loss.entropy")
  }

  /// One-hot rows of all classes for every sample, [rows, classes, classes].
  private func everyClass(rows: Int) -> Tensor {
    let classes = head.classes
    let identity = (0..<classes * classes).map { Float($0 % (classes + 1) == 0 ? 1 : 0) }
    return Broadcast([rows])(
      .constant(identity, shape: [classes, classes]), label: "decoder.classes")
  }
}

public import Graphs
public import Layers
import Operations

/// The paper's model in its three forms (Figure 1): an encoder, a Gaussian latent layer and softmax
/// layers π on top of it, and a decoder that reads both.
///
///     x ─▶ encoder ─┬─▶ latent ─▶ z = μ + σ·ε ─┐
///                   └─▶ π (softmax) ───────────┴─▶ decoder ─▶ reconstruction
public struct SemiSupervisedVAE: GenerativeModel {
  /// The form of the model (Table 2).
  public enum Family: String, Sendable, Hashable, Codable, CaseIterable {
    /// The whole model: semi-supervised.
    case ss
    /// Encoder and π, cross-entropy only: the equivalent supervised classifier.
    case es
    /// No π: the equivalent unsupervised autoencoder.
    case eu
  }

  /// The output of the model for a batch.
  public struct Output: Sendable {
    /// p(x | z, π); nil for `es`.
    public let reconstruction: Observation?
    /// The distribution of z (eq. 1); nil for `es`.
    public let posterior: GaussianPosterior?
    /// One for each head; none for `eu`.
    public let classes: [Classification]
  }

  public let family: Family
  public let inputShape: Shape
  public let heads: [CategoricalHead]
  /// The names of the heads whose labels enter the loss; no gradient reaches the parameters of the
  /// others.
  public let labelledHeads: Set<String>
  public let observation: ObservationModel
  public let objective: Objective
  /// The shape of z without the batch: that of the encoder's result, its last extent replaced by the
  /// latent dimensions; [steps, dimensions] where the encoder keeps the steps of a sequence.
  public let latentShape: Shape
  /// The weight of each class in the classification loss, for each of `heads`; nil where all are 1.
  public internal(set) var classWeights: [[Float]]?
  private let latent: GaussianHead
  private let encoder: any Layer
  private let decoder: any Layer
  private let decoderReadsClasses: Bool

  /// A model of one's own layers.
  ///
  ///     let model = SemiSupervisedVAE(
  ///       inputShape: [28, 28, 1],
  ///       encoder: Sequential([
  ///         ("conv1", Convolution2D(32, kernel: 5, stride: 2, activation: .relu)),
  ///         ("flatten", ReshapeLayer(nil)), ("dense1", Dense(128, activation: .relu)),
  ///       ]),
  ///       latent: GaussianHead(8), heads: [CategoricalHead(classes: 10)],
  ///       decoder: Sequential([
  ///         ("dense1", Dense(14 * 14 * 32, activation: .relu)),
  ///         ("reshape", ReshapeLayer([14, 14, 32])),
  ///         ("output", TransposedConvolution2D(1, kernel: 5, stride: 2)),
  ///       ]))
  ///
  /// `Architecture` describes models whose sizes follow from the data.
  ///
  /// - Parameters:
  ///   - inputShape: of a sample, without the batch: [height, width, channels], [steps, channels] or
  ///     [features].
  ///   - encoder: from [batch] + `inputShape` to [batch, …, features], under the path `encoder`.
  ///     Latent layer and heads act on the last axis; other axes are kept, so that an encoder to
  ///     [batch, steps, features] gives every step its z and π.
  ///   - heads: the classifiers π, one for each label column, with different names; none for a model
  ///     without labels.
  ///   - labelledHeads: names of some of `heads`, whose labels train the model; nil for all of them.
  ///   - decoder: from [batch] + `latentShape`, with the heads' classes joined to the last axis if
  ///     `decoderReadsClasses`, to what `observation` reads, under the path `decoder`.
  ///   - decoderReadsClasses: whether the decoder reads z ⊕ π (eq. 2), or z alone.
  ///   - objective: nil weighs a labelled sample like its values: labelWeight is their number.
  /// - Precondition: `labelledHeads` are names of heads, a model of family `es`, which only labels train,
  ///   has at least one, and the decoder describes samples of `inputShape`.
  public init(
    family: Family = .ss, inputShape: Shape, encoder: any Layer, latent: GaussianHead,
    heads: [CategoricalHead] = [], labelledHeads: Set<String>? = nil, decoder: any Layer,
    decoderReadsClasses: Bool = true, observation: ObservationModel = .bernoulli,
    objective: Objective? = nil
  ) {
    let names = Set(heads.map(\.name))
    precondition(names.count == heads.count, "two heads share a name: \(heads.map(\.name))")
    let labelled = labelledHeads ?? names
    precondition(
      labelled.isSubset(of: names),
      "no heads named \(labelled.subtracting(names).sorted()); there are \(heads.map(\.name))")
    precondition(
      family != .es || !labelled.isEmpty, "a model of family es without a labelled head")
    self.family = family
    self.inputShape = inputShape
    self.encoder = encoder
    self.latent = latent
    self.heads = family == .eu ? [] : heads
    self.labelledHeads = family == .eu ? [] : labelled
    self.decoder = decoder
    self.decoderReadsClasses = decoderReadsClasses
    self.observation = observation
    self.objective = objective ?? Objective(labelWeight: Float(inputShape.count))
    latentShape = Self.latentShape(encoder, inputShape: inputShape, size: latent.size)
    if family != .es { checkDecoder() }
  }

  /// Describes the whole model applied to `x`, [batch] + `inputShape`.
  ///
  /// - Parameter labelled: int32 [batch], 1 for a labelled row, which `PiGradient.labelled` reads; nil
  ///   where no row is.
  public func callAsFunction(
    _ x: Tensor, noise: Noise, labelled: Tensor? = nil, _ context: inout Context
  ) -> Output {
    let features = context.within("encoder") { encoder(x, &$0) }
    let classes = context.within("pi") { context in
      heads.map { $0(features, &context) }
    }
    guard family != .es else {
      return Output(reconstruction: nil, posterior: nil, classes: classes)
    }
    let posterior = context.within("latent") { latent(features, &$0) }
    let z = posterior.sample(noise, label: "latent.sample")
    let code = code(z, classes, labelled)  // eq. 2
    return Output(
      reconstruction: decoded(code, &context), posterior: posterior, classes: classes)
  }

  private func decoded(_ code: Tensor, _ context: inout Context) -> Observation {
    context.within("decoder") { observation(decoder(code, &$0), &$0) }
  }

  /// z ⊕ π (eq. 2); no gradient flows through π where the objective stops it.
  private func code(
    _ z: Tensor, _ classes: [Classification], _ labelled: Tensor?
  ) -> Tensor {
    guard decoderReadsClasses, !classes.isEmpty else { return z }
    let probabilities = classes.map { classification in
      let probabilities = classification.probabilities
      return switch (objective.piGradient, labelled) {
      case (.through, _): probabilities
      case (.labelled, let labelled?):
        MaskedGradient()(probabilities, labelled, label: "pi.labelled")
      case (.stopped, _), (.labelled, nil): StopGradient()(probabilities, label: "pi.stopped")
      }
    }
    return joined(z, probabilities)
  }

  private func joined(_ z: Tensor, _ classes: [Tensor]) -> Tensor {
    classes.isEmpty ? z : Concatenate().all([z] + classes, label: "decoder.code")[0]
  }

  /// The heads whose probabilities the decoder reads in addition to z.
  public var decodedHeads: [CategoricalHead] { decoderReadsClasses ? heads : [] }

  /// Describes the decoder alone, with the weights of the whole model, for the code z ⊕ π (eq. 2).
  ///
  /// - Parameters:
  ///   - z: [batch] + `latentShape`.
  ///   - classes: class probabilities [batch, classes], or [batch, steps, classes], one for each of
  ///     `decodedHeads`.
  /// - Precondition: the family is not `es`, which has no decoder.
  public func decoding(
    _ z: Tensor, _ classes: [Tensor], _ context: inout Context
  ) -> Observation {
    precondition(family != .es, "a model of family es has no decoder")
    precondition(
      classes.count == decodedHeads.count,
      "\(classes.count) class probabilities for \(decodedHeads.count) heads")
    return decoded(joined(z, classes), &context)
  }

  /// Describes the losses of a batch (eqs. 3 to 5): `reconstruction` and `kl` without `es`,
  /// `classification` where a head is labelled, summed over heads.
  public func losses(_ batch: ModelBatch, _ context: inout Context) -> Losses {
    let output = self(
      batch.encoded, noise: batch.noise, labelled: batch.labelled, &context)
    var terms: [Losses.Term] = []
    var headLosses: [Graph.Output] = []
    if let observation = output.reconstruction, let posterior = output.posterior {
      let reconstruction = observation.negativeLogLikelihood(
        of: batch.x, label: "loss.reconstruction")
      let factor = objective.klFactor(inputSize: inputShape.count, latentSize: latentShape.count)
      let kl = KLDivergence()(
        posterior.mean, posterior.logVariance, label: "loss.kl")
      terms += [.init(.reconstruction, reconstruction), .init(.kl, kl, weight: factor)]
    }
    if !labelledHeads.isEmpty {
      let labelled = zip(output.classes, batch.labels).filter { one, _ in
        labelledHeads.contains(one.head.name)
      }
      let perHead = labelled.map { one, labels in
        crossEntropy(one, labels, batch.labelled)
      }
      let classification = perHead.dropFirst().reduce(perHead[0]) {
        ElementwiseBinary(.add)($0, $1, label: "loss.classification")
      }
      terms.append(.init(.classification, classification, weight: objective.labelWeight))
      headLosses = zip(labelled, perHead).map {
        Graph.Output($0.0.head.output(Losses.headLossName), $1)
      }
    }
    return Losses(terms, outputs: inspected(output) + headLosses)
  }

  private func inspected(_ output: Output) -> [Graph.Output] {
    let posterior = output.posterior.map {
      [Graph.Output("mean", $0.mean), Graph.Output("log_variance", $0.logVariance)]
    }
    let classes = output.classes.flatMap { one in
      [
        Graph.Output(one.head.output("class_logits"), one.logits),
        Graph.Output(one.head.output("probabilities"), one.probabilities),
      ]
    }
    return (posterior ?? []) + classes + (output.reconstruction?.trained ?? [])
  }

  /// Describes the predictions that the family has: `mean`, `log_variance`, `probabilities` and
  /// `log_probabilities` (followed by the head's name where there are several), and the outputs of the
  /// decoder for z = mean.
  public func predictions(_ x: Tensor, _ context: inout Context) -> [Graph.Output] {
    let output = self(x, noise: .none, &context)
    return encodings(output) + (output.reconstruction?.outputs ?? [])
  }

  /// Describes the predictions without the decoder.
  public func encodings(_ x: Tensor, _ context: inout Context) -> [Graph.Output] {
    encodings(self(x, noise: .none, &context))
  }

  private func encodings(_ output: Output) -> [Graph.Output] {
    var results: [Graph.Output] = []
    if let posterior = output.posterior {
      results.append(.init("mean", posterior.mean))
      results.append(.init("log_variance", posterior.logVariance))
    }
    for one in output.classes {
      results.append(.init(one.head.output("probabilities"), one.probabilities))
      results.append(.init(one.head.output("log_probabilities"), LogSoftmax()(one.logits)))
    }
    return results
  }
}

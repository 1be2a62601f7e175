public import Graphs
public import Layers
import Operations

/// The model M2 of Kingma et al. 2014, "Semi-supervised learning with deep generative models", with which
/// Table 1 compares the paper's: the class y is a latent variable of its own, which is known in labelled
/// rows and summed over in the others.
///
///     x ─────▶ classifier ─▶ q(y | x)
///     x, y ──▶ encoder ────▶ q(z | x, y) ─▶ z
///     z ⊕ y ─▶ decoder ────▶ p(x | y, z)
///
/// Three networks of their own, each with the two hidden layers of Table 13; y is uniform a priori, and
/// the pixels are Bernoulli. The parameters are `classifier.dense1`, `classifier.dense2` and `pi`;
/// `encoder.dense1`, which reads x, `encoder.classes.kernel`, which reads y and is added to it,
/// `encoder.dense2`, `latent.mean` and `latent.log_variance`; `decoder.dense1`, `decoder.dense2` and
/// `decoder.output`.
public struct KingmaM2: GenerativeModel {
  public let inputShape: Shape
  /// The weights of the loss terms; `piGradient` is not read: all gradients flow.
  public let objective: Objective
  public let latentShape: Shape
  /// q(y | x).
  let head: CategoricalHead
  private let units: Int

  /// The units of a hidden layer of Table 13.
  private static let paperUnits = 1024

  /// - Parameters:
  ///   - inputShape: of an image, [height, width, channels], with values in 0…1.
  ///   - width: multiplies the number of hidden units (1,024).
  ///   - latent: the number of latent dimensions.
  ///   - objective: nil weighs a labelled sample like its values: labelWeight is their number.
  /// - Precondition: there is a class, and the width is above 0.
  public init(
    inputShape: Shape = [28, 28, 1], classes: Int = 10, width: Double = 1, latent: Int = 2,
    objective: Objective? = nil
  ) {
    precondition(width > 0, "layers of \(width) times their size")
    self.init(
      inputShape: inputShape, classes: classes,
      units: max(1, Int((Double(Self.paperUnits) * width).rounded())), latent: latent,
      objective: objective)
  }

  /// - Parameter units: of every hidden layer.
  package init(
    inputShape: Shape = [28, 28, 1], classes: Int = 10, units: Int, latent: Int = 2,
    objective: Objective? = nil
  ) {
    precondition(
      classes > 0 && units > 0 && latent > 0,
      "\(classes) classes, \(units) hidden units, \(latent) latent dimensions")
    self.inputShape = inputShape
    self.units = units
    self.objective = objective ?? Objective(labelWeight: Float(inputShape.count))
    head = CategoricalHead(classes: classes)
    latentShape = [latent]
  }

  public var heads: [CategoricalHead] { [head] }
  public var decodedHeads: [CategoricalHead] { [head] }
  public var observation: ObservationModel { .bernoulli }

  /// Describes p(x | y, z).
  ///
  /// - Parameters:
  ///   - z: [batch] + `latentShape`.
  ///   - classes: one tensor [batch, classes]: y as a one-hot row, or probabilities.
  public func decoding(
    _ z: Tensor, _ classes: [Tensor], _ context: inout Context
  ) -> Observation {
    precondition(classes.count == 1, "\(classes.count) class probabilities for one head")
    let logits = logits(z, classes[0], &context)
    return .bernoulli(
      logits: Reshape(to: Shape([z.shape[0]] + inputShape.dimensions))(
        logits, label: "decoder.output"))
  }

  /// Describes the predictions: `probabilities` and `log_probabilities` of q(y | x), and, with these
  /// probabilities in the place of y, `mean` and `log_variance` of q(z | x, y) and p(x | y, z) at
  /// z = mean.
  public func predictions(_ x: Tensor, _ context: inout Context) -> [Graph.Output] {
    let (encodings, mean, probabilities) = encoded(x, &context)
    return encodings + decoding(mean, [probabilities], &context).outputs
  }

  public func encodings(_ x: Tensor, _ context: inout Context) -> [Graph.Output] {
    encoded(x, &context).outputs
  }

  private func encoded(
    _ x: Tensor, _ context: inout Context
  ) -> (outputs: [Graph.Output], mean: Tensor, probabilities: Tensor) {
    let flat = flat(x)
    let classes = classification(flat, &context)
    let posterior = posterior(flat, .given(classes.probabilities), &context)
    let outputs = [
      Graph.Output("mean", posterior.mean), Graph.Output("log_variance", posterior.logVariance),
      Graph.Output("probabilities", classes.probabilities),
      Graph.Output("log_probabilities", LogSoftmax()(classes.logits)),
    ]
    return (outputs, posterior.mean, classes.probabilities)
  }
}

extension KingmaM2 {
  /// What q(z | x, y) reads for y.
  enum Classes {
    /// [batch, classes].
    case given(Tensor)
    /// Every class of every sample.
    case all
  }

  private var hidden: Sequential {
    Sequential([
      ("dense1", Dense(units, activation: .relu)), ("dense2", Dense(units, activation: .relu)),
    ])
  }

  /// Images as rows [batch, values].
  func flat(_ x: Tensor) -> Tensor {
    Reshape(to: [x.shape[0], inputShape.count])(x, label: "flat")
  }

  /// q(y | x) of x, [batch, values].
  func classification(_ x: Tensor, _ context: inout Context) -> Classification {
    let features = context.within("classifier") { hidden(x, &$0) }
    return context.within("pi") { head(features, &$0) }
  }

  /// q(z | x, y) of x, [batch, values]: [batch, latent], or [batch, classes, latent] for all classes, of
  /// which the first layer's product with x is computed once.
  func posterior(
    _ x: Tensor, _ y: Classes, _ context: inout Context
  ) -> GaussianPosterior {
    let features = context.within("encoder") { context in
      let ofImage = context.within("dense1") { Dense(units)(x, &$0) }
      let kernel = context.within("classes") {
        $0.parameter(
          "kernel", [head.classes, units],
          .glorotUniform(fanIn: head.classes, fanOut: units))
      }
      let sum =
        switch y {
        case .given(let y): ofImage + MatrixProduct()(y, kernel, label: "encoder.classes")
        case .all: Reshape(to: [x.shape[0], 1, units])(ofImage, label: "encoder.dense1") + kernel
        }
      let first = Activate(.relu)(sum, label: "encoder.dense1")
      return context.within("dense2") { Dense(units, activation: .relu)(first, &$0) }
    }
    return context.within("latent") { GaussianHead(latentShape[0])(features, &$0) }
  }

  /// The logits of p(x | y, z), [..., values], of z [..., latent] and y [..., classes].
  func logits(_ z: Tensor, _ y: Tensor, _ context: inout Context) -> Tensor {
    context.within("decoder") { context in
      let features = hidden(concatenate([z, y], label: "decoder.code"), &context)
      return context.within("output") { Dense(inputShape.count)(features, &$0) }
    }
  }
}

public import Graphs
public import Layers
public import Operations

/// One training step as a graph: losses, gradients, updates.
///
///     x, labels, labelled, random ─▶ model ─▶ losses ─▶ gradient ─▶ optimiser ─▶ assignments
///                                              └─▶ finite? ──────────┘
///
/// The updates are predicated on the device: they take effect only where the loss of this step and
/// of all steps before it is finite. With loss scaling, gradients of scale · loss are computed and
/// divided by the scale before the optimiser reads them; a step whose gradients are not finite
/// changes the scale alone.
public struct TrainingPlan: Sendable {
  /// Not 0 once the loss of a step was not finite: later steps, some of which the host may have
  /// submitted already, then change nothing until the host resets it.
  package static let halted = Variable(
    "training.halted", TensorSpec([1], .int32), role: .control)

  /// The scale of the loss and the number of steps since it changed. They are saved with the
  /// optimiser's variables, so that a resumed run has the same bits.
  package static func lossScale(_ scaling: LossScaling) -> (scale: Variable, steps: Variable) {
    (
      Variable(
        "training.loss_scale", TensorSpec(.scalar), role: .optimizer,
        initializer: .parts([scaling.initialScale])),
      Variable("training.loss_scale_steps", TensorSpec(.scalar), role: .optimizer)
    )
  }

  public let model: any Model
  public let batchSize: Int
  public let optimizer: any Optimizer
  public let options: TrainingOptions
  /// The step as described, one node per operation.
  public let graph: Graph
  /// The losses of a step in their order: `total`, then the model's terms.
  public let lossNames: [LossName]
  package let inputs: Inputs

  /// - Parameters:
  ///   - options: the type of the samples, and their random changes.
  ///   - lossScaling: keeps gradients within what half precision can hold; nil for none.
  ///   - dropsOut: false switches dropout off, for comparisons with other frameworks.
  ///   - inspected: makes the model's intermediate results outputs of the step.
  ///   - givenNoise: the spec of ε where the caller gives it, for comparisons with other frameworks;
  ///     nil draws it.
  public init(
    _ model: any Model, batchSize: Int, optimizer: any Optimizer,
    options: TrainingOptions = TrainingOptions(), lossScaling: LossScaling? = nil,
    dropsOut: Bool = true,
    inspected: Bool = false, givenNoise: TensorSpec? = nil
  ) {
    self.model = model
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.options = options
    let inputs = Inputs(
      model, batchSize: batchSize, noise: givenNoise, element: options.element)
    self.inputs = inputs
    var context = Context(.training, randomState: inputs.random.tensor, dropsOut: dropsOut)
    let noise: Noise =
      if let given = inputs.noise {
        .given(given.tensor)
      } else {
        .drawn(state: context.randomState, stream: RandomStream("latent.sample"))
      }
    let samples = inputs.x.described()
    let (x, encoded) =
      options.augmentation?(samples, randomState: context.randomState) ?? (samples, samples)
    let batch = ModelBatch(
      x: x, encoded: encoded, labels: inputs.labels.map(\.tensor),
      labelled: inputs.labelled.tensor,
      noise: noise)
    let losses = model.losses(batch, &context)
    lossNames = [.total] + losses.terms.map(\.name)
    let results = LossTotal(losses.terms.map(\.weight)).all(
      losses.terms.map(\.value) + [.variable(Self.halted)], label: "loss.total")
    // No term of the loss reads a head without labels. Its parameters are outputs of the step, so
    // that they are initialised and saved with the others.
    let read = Set(Graph(outputs: [Graph.Output("total", results[0])]).variables.map(\.name))
    let unread = Graph(outputs: losses.outputs).variables.filter { !read.contains($0.name) }
    let kept = unread.map { Graph.Output("unread." + $0.name, .variable($0)) }
    graph = Self.step(
      results, kept + (inspected ? losses.outputs : []), context, optimizer, lossScaling)
  }

  /// Adds gradients and updates to the losses.
  ///
  /// - Parameter results: the total loss, the total with its terms, whether it is finite, and whether
  ///   training is halted.
  private static func step(
    _ results: [Tensor], _ inspected: [Graph.Output], _ context: Context,
    _ optimizer: any Optimizer, _ lossScaling: LossScaling?
  ) -> Graph {
    let total = results[0]
    let scale = lossScaling.map { Tensor.variable(lossScale($0).scale) }
    let gradients = Gradients(of: total, times: scale)
    let parameters = Graph(outputs: [Graph.Output("total", total)]).variables
    let updated = parameters.filter { $0.role == .parameter }.compactMap { parameter in
      gradients[parameter].map { (variable: parameter, gradient: $0) }
    }
    let unscaled = unscaled(updated, results, lossScaling)
    // Named outputs, so that a reduction over machines, clipping or a check can precede the update.
    let named = unscaled.gradients.map {
      Graph.Output(OutputName.gradient(of: $0.variable), $0.gradient)
    }
    let updates = optimizer.updates(
      of: unscaled.gradients, finite: unscaled.updates, randomState: context.randomState)
    return Graph(
      outputs: inspected
        + [
          Graph.Output(OutputName.losses, results[1]),
          Graph.Output(OutputName.finite, unscaled.proceeds),
        ] + named,
      assignments: updates + averages(of: context.statistics, unscaled.updates)
        + unscaled.assignments)
  }

  /// Gradients after loss scaling, with what decides whether the step counts.
  private struct Unscaled {
    /// The gradients of the loss itself.
    let gradients: [(variable: Variable, gradient: Tensor)]
    /// int32 [1]: whether anything is updated, and whether the step counts.
    let updates: Tensor
    let proceeds: Tensor
    /// The new values of `halted` and of the loss scale.
    let assignments: [Graph.Assignment]
  }

  /// Divides gradients by the loss scale, where there is one.
  ///
  /// - Parameter results: as for `step`.
  private static func unscaled(
    _ gradients: [(variable: Variable, gradient: Tensor)], _ results: [Tensor],
    _ lossScaling: LossScaling?
  ) -> Unscaled {
    guard let lossScaling, !gradients.isEmpty else {
      return Unscaled(
        gradients: gradients, updates: results[2], proceeds: results[2],
        assignments: [Graph.Assignment(halted, results[3])])
    }
    let (scale, steps) = lossScale(lossScaling)
    let all = lossScaling.all(
      gradients.map(\.gradient) + [.variable(scale), .variable(steps), results[2]],
      label: "\(gradients.count) gradients")
    let own = Array(all[gradients.count...])
    return Unscaled(
      gradients: zip(gradients, all).map { ($0.variable, $1) }, updates: own[0], proceeds: own[1],
      assignments: [
        Graph.Assignment(halted, own[2]), Graph.Assignment(scale, own[3]),
        Graph.Assignment(steps, own[4]),
      ])
  }

  /// The moving averages of the batch's statistics.
  private static func averages(
    of statistics: [Context.Statistic], _ finite: Tensor
  ) -> [Graph.Assignment] {
    guard !statistics.isEmpty else { return [] }
    let weights = statistics.map {
      MovingAverage.Weights(momentum: $0.momentum, factor: $0.factor)
    }
    let results = MovingAverage(weights).all(
      statistics.flatMap { [.variable($0.variable), $0.value] } + [finite],
      label: "\(statistics.count) statistics")
    return zip(statistics, results).map { Graph.Assignment($0.variable, $1) }
  }
}

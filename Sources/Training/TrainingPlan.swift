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
///
/// With `TrainingOptions.accumulate` the graph computes a part of the batch and is executed once for
/// each. Each part adds its gradients to those before it; the last one updates.
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
  /// The rows of a batch, all parts together.
  public let batchSize: Int
  public let optimizer: any Optimizer
  public let options: TrainingOptions
  /// The step, or a part of it, as described, one node per operation.
  public let graph: Graph
  /// The losses of a step in their order: `total`, then the model's terms.
  public let lossNames: [LossName]
  /// What the model names for inspection, as nodes of the graph; outputs of it only where asked for.
  let intermediates: [Graph.Output]
  package let inputs: Inputs
  package let controls = Controls()

  /// - Parameters:
  ///   - options: what a step does in addition to the loss and the update.
  ///   - lossScaling: keeps gradients within what half precision can hold; nil for none.
  ///   - dropsOut: false switches dropout off, for comparisons with other frameworks.
  ///   - inspected: makes the model's intermediate results outputs of the step.
  ///   - givenNoise: the spec of ε, [batch, ...], where the caller gives it, for comparisons with other
  ///     frameworks; nil draws it.
  /// - Precondition: the options fit the batch; `TrainingOptions.check(batchSize:)` throws where they do
  ///   not.
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
    do throws(RunError) {
      try options.check(batchSize: batchSize)
    } catch {
      preconditionFailure("\(error)")
    }
    let parts = options.accumulate
    let inputs = Inputs(
      model, batchSize: batchSize / parts, noise: givenNoise.map { $0.part(of: parts) },
      element: options.element)
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
    intermediates = losses.outputs
    let results = Self.total(
      losses, klFactor: options.klWarmUp > 0 ? controls.klFactor.tensor : nil)
    // No term of the loss reads a head without labels. Its parameters are outputs of the step, so
    // that they are initialised and saved with the others.
    let read = Set(Graph(outputs: [Graph.Output("total", results[0])]).variables.map(\.name))
    let unread = Graph(outputs: losses.outputs).variables.filter { !read.contains($0.name) }
    let kept = unread.map { Graph.Output("unread." + $0.name, .variable($0)) }
    let step = StepGraph(
      optimizer: optimizer, options: options, lossScaling: lossScaling, controls: controls)
    graph = step.graph(results, kept + (inspected ? losses.outputs : []), context)
  }

  /// The results of `LossTotal` for the terms of a loss.
  ///
  /// - Parameter klFactor: a factor on the KL term's weight; nil for none.
  private static func total(_ losses: Losses, klFactor: Tensor?) -> [Tensor] {
    let scheduled = klFactor == nil ? nil : losses.terms.firstIndex { $0.name == .kl }
    let values = losses.terms.enumerated().map { index, term in
      // A factor that changes cannot be part of the gradients that a loss saves.
      index == scheduled ? term.value : term.value.savingGradients(times: term.weight)
    }
    let factor = scheduled == nil ? [] : [klFactor].compactMap { $0 }
    let summands = values.map(\.summands)
    let total = LossTotal(
      losses.terms.map(\.weight), summands: summands.map(\.count), scheduled: scheduled)
    return total.all(
      summands.joined() + factor + [.variable(halted)], label: "loss.total")
  }
}

extension TensorSpec {
  /// The spec of one of several equal parts of the rows.
  fileprivate func part(of count: Int) -> TensorSpec {
    precondition(
      shape.rank > 0 && shape[0].isMultiple(of: count), "\(self) in \(count) parts of its rows")
    return TensorSpec(Shape([shape[0] / count] + shape.dimensions.dropFirst()), elementType)
  }
}

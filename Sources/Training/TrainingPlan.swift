public import Graphs
public import Layers
public import Operations

/// One training step as a graph: losses, gradients, updates.
///
///     x, labels, labelled, random ─▶ model ─▶ losses ─▶ gradient ─▶ optimiser ─▶ assignments
///                                              └─▶ finite? ──────────┘
///
/// The updates are predicated on a finite loss of this step and all before it, decided on the device.
/// With loss scaling the gradients are those of scale · loss up to where they are divided by it again,
/// in front of the optimiser, and a step whose gradients are not finite changes nothing but the scale.
public struct TrainingPlan: Sendable {
  /// The names under which a step's inputs are written.
  package enum Input {
    static let x = "x"
    static let labelled = "labelled"
    static let random = "random"
    package static let noise = "noise"

    static func labels(_ head: CategoricalHead) -> String { head.output("labels") }
  }

  /// Not 0 once a step's loss was not finite: later steps then change nothing until the host, which
  /// may have submitted some of them already, has put it back.
  package static let halted = Variable(
    "training.halted", TensorSpec([1], .int32), role: .control)

  /// The factor of the loss from which gradients are computed, and the steps since it changed. They are
  /// saved with the optimiser, so that a run that goes on does so with the same bits.
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
  /// The step as described, one node per operation.
  public let graph: Graph
  /// Names of the values in the output `losses`: `total` and the terms.
  public let lossNames: [String]

  /// - Parameters:
  ///   - lossScaling: keeps gradients within what half precision can hold; nil for none.
  ///   - dropsOut: false switches dropout off, for comparisons with other frameworks.
  ///   - inspected: keeps what the model computes on the way readable after the step.
  ///   - givenNoise: reads ε from an input named `noise`, for comparisons with other frameworks.
  public init(
    _ model: any Model, batchSize: Int, optimizer: any Optimizer,
    lossScaling: LossScaling? = nil, dropsOut: Bool = true,
    inspected: Bool = false, givenNoise: TensorSpec? = nil
  ) {
    self.model = model
    self.batchSize = batchSize
    self.optimizer = optimizer
    let rows = TensorSpec([batchSize], .int32)
    var context = Context(.training, dropsOut: dropsOut)
    let noise: Noise =
      if let givenNoise {
        .given(.input(Input.noise, givenNoise))
      } else {
        .drawn(state: context.randomState, stream: RandomStream("latent.sample"))
      }
    let batch = ModelBatch(
      x: .input(Input.x, TensorSpec(Shape([batchSize] + model.inputShape.dimensions))),
      labels: model.heads.map { .input(Input.labels($0), rows) },
      labelled: .input(Input.labelled, rows), noise: noise)
    let losses = model.losses(batch, &context)
    lossNames = ["total"] + losses.terms.map(\.name)
    let results = LossTotal(losses.terms.map(\.weight)).all(
      losses.terms.map(\.value) + [.variable(Self.halted)], label: "loss.total")
    // A head without labels is read by no term of the loss. Its parameters are the model's all the
    // same: as outputs of the step they are initialised and saved with it.
    let read = Set(Graph(outputs: [Graph.Output("total", results[0])]).variables.map(\.name))
    let unread = Graph(outputs: losses.outputs).variables.filter { !read.contains($0.name) }
    let kept = unread.map { Graph.Output("unread." + $0.name, .variable($0)) }
    graph = Self.step(
      results, kept + (inspected ? losses.outputs : []), context, optimizer, lossScaling)
  }

  /// - Parameter results: the total loss, the total with its terms, whether it is finite, and whether
  ///   the run is halted.
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
    // Named, so that a reduction over machines, clipping or a check can stand before the update.
    let named = unscaled.gradients.map {
      Graph.Output("gradient." + $0.variable.name, $0.gradient)
    }
    let updates = optimizer.updates(
      of: unscaled.gradients, finite: unscaled.updates, randomState: context.randomState)
    return Graph(
      outputs: inspected
        + [Graph.Output("losses", results[1]), Graph.Output("finite", unscaled.proceeds)] + named,
      assignments: updates + averages(of: context.statistics, unscaled.updates)
        + unscaled.assignments)
  }

  /// What the update of a step needs to know.
  private struct Unscaled {
    /// The gradients of the loss itself.
    let gradients: [(variable: Variable, gradient: Tensor)]
    /// int32 [1]: whether anything is updated, and whether the step counts.
    let updates: Tensor
    let proceeds: Tensor
    /// The run's state.
    let assignments: [Graph.Assignment]
  }

  /// - Parameter results: those of the loss, as for `step`.
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

/// One training batch in host memory.
public struct TrainingBatch: Sendable {
  /// [batch] + the model's input shape, row-major.
  public let x: [Float]
  /// One array of [batch] per head.
  public let labels: [[Int32]]
  /// 1 for a labelled row, [batch].
  public let labelled: [Int32]

  public init(x: [Float], labels: [[Int32]], labelled: [Int32]) {
    self.x = x
    self.labels = labels
    self.labelled = labelled
  }
}

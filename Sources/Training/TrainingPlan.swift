public import Graphs
public import Layers
import Operations

/// One training step as a graph: losses, gradients, updates.
///
///     x, labels, labelled, random ─▶ model ─▶ losses ─▶ gradient ─▶ optimiser ─▶ assignments
///                                              └─▶ finite? ──────────┘
///
/// The updates are predicated on a finite loss of this step and all before it, decided on the device.
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

  public let model: any Model
  public let batchSize: Int
  public let optimizer: any Optimizer
  /// The step as described, one node per operation.
  public let graph: Graph
  /// Names of the values in the output `losses`: `total` and the terms.
  public let lossNames: [String]

  /// - Parameters:
  ///   - dropsOut: false switches dropout off, for comparisons with other frameworks.
  ///   - inspected: keeps what the model computes on the way readable after the step.
  ///   - givenNoise: reads ε from an input named `noise`, for comparisons with other frameworks.
  public init(
    _ model: any Model, batchSize: Int, optimizer: any Optimizer, dropsOut: Bool = true,
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
    graph = Self.step(results, kept + (inspected ? losses.outputs : []), context, optimizer)
  }

  /// - Parameter results: the total loss, the total with its terms, whether it is finite, and whether
  ///   the run is halted.
  private static func step(
    _ results: [Tensor], _ inspected: [Graph.Output], _ context: Context,
    _ optimizer: any Optimizer
  ) -> Graph {
    let (total, finite) = (results[0], results[2])
    var outputs =
      inspected + [Graph.Output("losses", results[1]), Graph.Output("finite", finite)]
    let gradients = Gradients(of: total)
    var updated: [(variable: Variable, gradient: Tensor)] = []
    let parameters = Graph(outputs: [Graph.Output("total", total)]).variables
    for parameter in parameters where parameter.role == .parameter {
      guard let gradient = gradients[parameter] else { continue }
      // Named, so that a reduction over machines, clipping or a check can stand before the update.
      outputs.append(Graph.Output("gradient." + parameter.name, gradient))
      updated.append((parameter, gradient))
    }
    let assignments =
      optimizer.updates(of: updated, finite: finite, randomState: context.randomState)
      + averages(of: context.statistics, finite) + [Graph.Assignment(halted, results[3])]
    return Graph(outputs: outputs, assignments: assignments)
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

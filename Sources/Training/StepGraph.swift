import Graphs
import Layers
import Operations

/// What follows the losses of a step: gradients and updates.
///
///     losses ─▶ gradients ─▶ accumulated ─▶ unscaled ─┬─▶ outputs
///                                                     ├─▶ clipping factor ─┐
///                                                     └────────────────────┴─▶ optimiser
///
/// Accumulation, loss scaling and clipping are left out where they are not asked for.
struct StepGraph {
  typealias Gradient = (variable: Variable, gradient: Tensor)

  let optimizer: any Optimizer
  let options: TrainingOptions
  let lossScaling: LossScaling?
  let controls: TrainingPlan.Controls

  private var isAccumulated: Bool { options.accumulate > 1 }
  private var part: Tensor { controls.part.tensor }

  /// Adds gradients and updates to the losses.
  ///
  /// - Parameters:
  ///   - results: the total loss, the total with its terms, whether it is finite, and whether training
  ///     is halted.
  ///   - inspected: further outputs.
  func graph(_ results: [Tensor], _ inspected: [Graph.Output], _ context: Context) -> Graph {
    let total = results[0]
    let scale = lossScaling.map { Tensor.variable(TrainingPlan.lossScale($0).scale) }
    let gradients = Gradients(of: total, times: scale)
    let parameters = Graph(outputs: [Graph.Output("total", total)]).variables
    let updated = parameters.filter { $0.role == .parameter }.compactMap { parameter in
      gradients[parameter].map { (variable: parameter, gradient: $0) }
    }
    let whole = accumulated(updated)
    let unscaled = unscaled(whole.gradients, results)
    // Named outputs, so that a reduction over machines or a check can precede clipping and update.
    let named = unscaled.gradients.map {
      Graph.Output(TrainingPlan.OutputName.gradient(of: $0.variable), $0.gradient)
    }
    let updates = optimizer.updates(
      of: unscaled.gradients,
      in: OptimizerStep(
        finite: unscaled.updates,
        randomState: isAccumulated ? controls.stepState.tensor : context.randomState,
        rateFactor: options.schedule == .constant ? nil : controls.rateFactor.tensor,
        gradientFactor: clippingFactor(unscaled.gradients.map(\.gradient))))
    return Graph(
      outputs: inspected
        + [
          Graph.Output(TrainingPlan.OutputName.losses, results[1]),
          Graph.Output(TrainingPlan.OutputName.finite, unscaled.proceeds),
        ] + named,
      assignments: updates + averages(of: context.statistics, unscaled.updates)
        + unscaled.assignments + whole.assignments)
  }

  /// The gradients of the parts so far, averaged, and the assignments that keep them for the next part.
  private func accumulated(
    _ gradients: [Gradient]
  ) -> (gradients: [Gradient], assignments: [Graph.Assignment]) {
    guard isAccumulated, !gradients.isEmpty else { return (gradients, []) }
    let variables = gradients.map {
      Variable("training.accumulated." + $0.variable.name, $0.variable.spec, role: .control)
    }
    let sums = GradientAccumulation(parts: options.accumulate).all(
      zip(gradients, variables).flatMap { [$0.gradient, .variable($1)] } + [part],
      label: "\(gradients.count) gradients")
    return (
      zip(gradients, sums).map { ($0.variable, $1) },
      zip(variables, sums).map { Graph.Assignment($0, $1) }
    )
  }

  /// Gradients after loss scaling, with what decides whether the step counts.
  private struct Unscaled {
    /// The gradients of the loss itself.
    let gradients: [Gradient]
    /// int32 [1]: whether anything is updated, and whether the step counts.
    let updates: Tensor
    let proceeds: Tensor
    /// The new values of `halted` and of the loss scale.
    let assignments: [Graph.Assignment]
  }

  /// Divides gradients by the loss scale, where there is one.
  ///
  /// Accumulated gradients are those of the scaled loss, so that the scale is judged once for all parts.
  ///
  /// - Parameter results: as for `graph`.
  private func unscaled(_ gradients: [Gradient], _ results: [Tensor]) -> Unscaled {
    let updates =
      isAccumulated ? LastPart().all([results[2], part], label: "updates")[0] : results[2]
    guard let lossScaling, !gradients.isEmpty else {
      return Unscaled(
        gradients: gradients, updates: updates, proceeds: results[2],
        assignments: [Graph.Assignment(TrainingPlan.halted, results[3])])
    }
    let (scale, steps) = TrainingPlan.lossScale(lossScaling)
    let all = lossScaling.all(
      gradients.map(\.gradient) + [.variable(scale), .variable(steps), updates],
      label: "\(gradients.count) gradients")
    let own = Array(all[gradients.count...])
    let flags =
      isAccumulated
      ? LastPart().all([own[1], results[2], part], label: "proceeds") : Array(own[1...2])
    return Unscaled(
      gradients: zip(gradients, all).map { ($0.variable, $1) }, updates: own[0],
      proceeds: flags[0],
      assignments: [
        Graph.Assignment(TrainingPlan.halted, flags[1]), Graph.Assignment(scale, own[3]),
        Graph.Assignment(steps, own[4]),
      ])
  }

  /// The factor that clips gradients; nil where they are not clipped.
  private func clippingFactor(_ gradients: [Tensor]) -> Tensor? {
    guard let norm = options.clipNorm, !gradients.isEmpty else { return nil }
    return ClippingFactor(norm: norm).all(gradients, label: "\(gradients.count) gradients")[0]
  }

  /// The moving averages of the batch's statistics, or of the part's.
  private func averages(
    of statistics: [Context.Statistic], _ updates: Tensor
  ) -> [Graph.Assignment] {
    guard !statistics.isEmpty else { return [] }
    let weights = statistics.map {
      MovingAverage.Weights(momentum: $0.momentum, factor: $0.factor)
    }
    let label = "\(statistics.count) statistics"
    guard isAccumulated else {
      let results = MovingAverage(weights).all(
        statistics.flatMap { [.variable($0.variable), $0.value] } + [updates], label: label)
      return zip(statistics, results).map { Graph.Assignment($0.variable, $1) }
    }
    let states = statistics.map { statistic in
      let variable = statistic.variable
      return [
        variable, Variable("training.pending." + variable.name, variable.spec, role: .control),
      ]
    }
    let results = PartStatistics(weights).all(
      zip(states, statistics).flatMap { $0.map { .variable($0) } + [$1.value] } + [part, updates],
      label: label)
    return zip(states.joined(), results).map { Graph.Assignment($0, $1) }
  }
}

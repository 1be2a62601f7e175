package import Compute
import Execution
import Graphs
import Operations
import RealModule

/// Looks at training steps without changing a bit of them: gradient norms, the KL divergence of each
/// latent dimension, dead units, the loss of each head.
///
///     let seen = try watch.forwardFigures(of: batch)     // no step is in flight
///     try trainer.train(on: batch)
///     let step = try watch.step(seen)                    // nothing else was executed since
///
/// The forward pass is a plan of its own, which assigns nothing; gradients are outputs of the step.
package final class StepWatch {
  private let trainer: Trainer
  private let watched: TrainingPlan.Watched?
  private let loaded: LoadedPlan?

  /// The figures of the forward pass of the next step.
  package struct ForwardFigures {
    fileprivate var divergences: [Double] = []
    fileprivate var deadShares: [WatchedStep.Figure] = []
    fileprivate var headLosses: [WatchedStep.Figure] = []
  }

  /// Compiles the plan of the watched forward pass.
  ///
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice, `PlanError`.
  package init(_ trainer: Trainer) throws {
    self.trainer = trainer
    watched = trainer.plan.watched
    let executor = trainer.executor
    loaded = try watched.map { watched in
      try executor.load(
        try Plan(
          watched.graph.fused(for: executor.traits), for: executor.traits, tuning: executor.tuning))
    }
  }

  /// The figures of the forward pass of the trainer's next step, means over the parts of the batch.
  ///
  /// - Throws: `ComputeError`.
  /// - Precondition: no step is in flight.
  package func forwardFigures(of batch: TrainingBatch) throws(ComputeError) -> ForwardFigures {
    precondition(trainer.stepsInFlight == 0, "\(trainer.stepsInFlight) steps are in flight")
    guard let watched, let loaded else { return ForwardFigures() }
    let count = trainer.plan.options.accumulate
    let parts =
      count > 1 ? batch.rows(ofParts: count).map { batch.selecting($0) } : [batch]
    var divergences: [Double] = []
    var losses = [Double](repeating: 0, count: watched.heads.count)
    var units = [[Double]](repeating: [], count: watched.layers.count)
    for (part, batch) in parts.enumerated() {
      let inputs = trainer.inputs(of: batch, part: part, ofStep: trainer.step)
      try trainer.executor.run(loaded, inputs: inputs.values(for: loaded.plan))
      func values(_ output: String) throws(ComputeError) -> [Float] {
        try trainer.executor.read(output, of: loaded).values
      }
      if watched.hasPosterior {
        let logVariance = try trainer.executor.read(
          TrainingPlan.Watched.logVariance, of: loaded)
        divergences.add(
          Self.divergences(try values(TrainingPlan.Watched.mean), logVariance), 1 / Double(count))
      }
      for (index, head) in watched.heads.enumerated() {
        losses[index] += Double(try values(head.output)[0]) / Double(count)
      }
      for (index, layer) in watched.layers.enumerated() {
        units[index].add(try values(layer.output).map(Double.init), 1)
      }
    }
    return ForwardFigures(
      divergences: divergences,
      deadShares: zip(watched.layers, units).map { layer, sums in
        WatchedStep.Figure(layer.name, Double(sums.count { $0 == 0 }) / Double(sums.count))
      },
      headLosses: zip(watched.heads, losses).map { WatchedStep.Figure($0.name, $1) })
  }

  /// All figures of the step that the trainer has just finished.
  ///
  /// - Parameter forward: the figures of its forward pass.
  /// - Throws: `ComputeError`.
  /// - Precondition: no step is in flight, and no other plan was executed since the step.
  package func step(_ forward: ForwardFigures) throws(ComputeError) -> WatchedStep {
    var groups: [(name: String, sum: Double)] = []
    for variable in trainer.devicePlan.variables where variable.role == .parameter {
      let name = TrainingPlan.OutputName.gradient(of: variable)
      guard trainer.devicePlan.outputs[name] != nil else { continue }
      let sum = try trainer.output(name).values.reduce(0) { $0 + Double($1) * Double($1) }
      let group = Self.group(of: variable)
      if let index = groups.firstIndex(where: { $0.name == group }) {
        groups[index].sum += sum
      } else {
        groups.append((group, sum))
      }
    }
    return WatchedStep(
      step: trainer.step, gradientNorm: groups.reduce(0) { $0 + $1.sum }.squareRoot(),
      gradientNorms: groups.map { WatchedStep.Figure($0.name, $0.sum.squareRoot()) },
      divergences: forward.divergences, deadShares: forward.deadShares,
      headLosses: forward.headLosses)
  }

  /// The first part of a parameter's path; π is called by what it is.
  private static func group(of variable: Variable) -> String {
    let name = variable.name.prefix { $0 != "." }
    return name == "pi" ? "heads" : String(name)
  }

  /// 1/batch · ½ Σ exp(v) + μ² − 1 − v for each dimension, the last axis.
  private static func divergences(
    _ mean: [Float], _ logVariance: HostTensor<Float>
  ) -> [Double] {
    let (shape, count) = (logVariance.shape, logVariance.shape.last)
    var sums = [Double](repeating: 0, count: count)
    for (index, (mean, logVariance)) in zip(mean, logVariance.values).enumerated() {
      let (mean, logVariance) = (Double(mean), Double(logVariance))
      sums[index % count] +=
        (mean * mean + (Double.expMinusOne(logVariance) - logVariance)) / 2
    }
    return sums.map { $0 / Double(shape[0]) }
  }
}

extension [Double] {
  /// Adds values times a weight, element by element; an empty array counts as zeros.
  fileprivate mutating func add(_ values: [Double], _ weight: Double) {
    if isEmpty { self = [Double](repeating: 0, count: values.count) }
    for index in indices { self[index] += values[index] * weight }
  }
}

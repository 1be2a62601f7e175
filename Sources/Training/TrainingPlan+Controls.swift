import Graphs
import Operations

extension TrainingPlan {
  /// Inputs of a step that follow from its number and the options. A step reads those that its options
  /// need.
  package struct Controls: Sendable {
    /// A factor on the learning rate, [1].
    let rateFactor = PlanInput("learning_rate_factor", TensorSpec([1]))
    /// A factor on the weight of the KL term, a scalar.
    let klFactor = PlanInput("kl_factor", TensorSpec(.scalar))
    /// The part of the batch.
    let part = PlanInput("part", BatchPart.spec)
    /// The random state of the whole step, which counts steps rather than parts.
    let stepState = PlanInput("step_state", RandomState.spec)

    /// Adds the values for a part of a step.
    ///
    /// - Parameter step: the number of steps before it.
    func set(
      in values: inout InputValues, part number: Int, ofStep step: Int, seed: UInt64,
      _ options: TrainingOptions
    ) {
      if options.schedule != .constant {
        values.set(rateFactor, to: [options.schedule.factor(at: step)])
      }
      if options.klWarmUp > 0 { values.set(klFactor, to: [options.klFactor(at: step)]) }
      if options.accumulate > 1 {
        values.set(part, to: BatchPart.values(number, of: options.accumulate))
        values.set(stepState, to: RandomState.values(seed: seed, step: step))
      }
    }
  }
}

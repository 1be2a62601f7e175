import Execution
import Graphs
import Models
import Training

/// The values of all parameters by name.
func parameters(_ trainer: Trainer) throws -> [String: [Float]] {
  try trainer.variables.filter { $0.role == .parameter }.reduce(into: [:]) { result, variable in
    result[variable.name] = try trainer.executor.value(of: variable).values
  }
}

/// The gradients of the last step by parameter, as the optimiser gets them, before clipping.
func gradients(_ trainer: Trainer) throws -> [String: [Float]] {
  try parameters(trainer).keys.reduce(into: [:]) { result, name in
    guard trainer.devicePlan.outputs["gradient." + name] != nil else { return }
    result[name] = try trainer.output("gradient." + name).values
  }
}

/// ‖actual − expected‖ / ‖expected‖ over the values under all names of `expected`; infinite where
/// `actual` lacks one.
func distance(_ actual: [String: [Float]], _ expected: [String: [Float]]) -> Double {
  var (difference, norm) = (0.0, 0.0)
  for (name, values) in expected {
    guard let own = actual[name], own.count == values.count else { return .infinity }
    for (one, other) in zip(own, values) {
      difference += (Double(one) - Double(other)) * (Double(one) - Double(other))
      norm += Double(other) * Double(other)
    }
  }
  return (difference / (norm + 1e-30)).squareRoot()
}

/// `first` + factor · `second`, name by name.
func sum(
  _ first: [String: [Float]], _ factor: Double, _ second: [String: [Float]]
) -> [String: [Float]] {
  first.merging(second) { one, other in
    zip(one, other).map { Float(Double($0) + factor * Double($1)) }
  }
}

/// Training options with some of them changed.
func options(_ change: (inout TrainingOptions) -> Void) -> TrainingOptions {
  var options = TrainingOptions()
  change(&options)
  return options
}

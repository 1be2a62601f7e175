import Graphs
import Layers
import Models
package import Runs
import Training

extension Benchmark {
  /// The plan of a step that would be timed, with its memory. Nothing is compiled.
  ///
  /// - Parameter warn: gets a line for each driver that fails, and for a tuning record that cannot be read.
  /// - Throws: as `PlanSummary`'s initialiser.
  package func planSummary(
    _ form: PlanSummary.Form = .init(), warn: (String) -> Void = { _ in }
  ) throws -> PlanSummary {
    try check()
    let graph = try work == .training ? settings.makeTrainingPlan().graph : predictions().graph
    return try PlanSummary(
      of: graph,
      on: form.device(
        else: device, precision: precision, vectorWidth: vectorWidth, cache, warn: warn),
      form)
  }

  /// What inference or encoding computes from the input `x`, and the shape of that.
  ///
  /// - Throws: as `Settings.makeModel()`.
  func predictions() throws -> (graph: Graph, input: Shape) {
    let model = try settings.makeModel()
    var context = Layers.Context(.inference)
    let input = Shape([batchSize] + model.inputShape.dimensions)
    let x = Tensor.input("x", TensorSpec(input))
    let outputs =
      work == .encoding ? model.encodings(x, &context) : model.predictions(x, &context)
    return (Graph(outputs: outputs), input)
  }
}

public import Compute
public import Execution
public import Graphs
public import Layers

/// Applies a model to any number of samples in batches of one fixed size, the last one padded.
public final class Predictor {
  public let model: any Model
  public let batchSize: Int
  private let executor: any Executor
  private let plan: Plan
  private var loaded: LoadedPlan?

  /// Describes the model in inference mode; it shares the executor's variables with a trainer.
  ///
  /// Its kernels are compiled at the first prediction, so that training need not wait for them.
  public init(_ model: any Model, batchSize: Int = 256, on executor: any Executor) {
    self.model = model
    self.batchSize = batchSize
    self.executor = executor
    var context = Context(.inference)
    let x = Tensor.input("x", TensorSpec(Shape([batchSize] + model.inputShape.dimensions)))
    let graph = Graph(outputs: model.predictions(x, &context))
    plan = Plan(graph.fused(), for: executor.traits)
  }

  /// Compiles the plan and reserves its memory; `predict` does so when it is called first.
  ///
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice.
  @discardableResult
  public func prepare() throws(ComputeError) -> LoadedPlan {
    if let loaded { return loaded }
    let new = try executor.load(plan)
    loaded = new
    return new
  }

  /// The model's variables: parameters and statistics.
  public var variables: [Variable] { plan.variables }

  /// The named outputs for samples, each [samples, …].
  ///
  /// - Parameter samples: fills rows `range` into a batch: called with the rows wanted, returns
  ///   their values, row-major.
  public func predict(
    count: Int, outputs: Set<String>? = nil, samples: (Range<Int>) -> [Float]
  ) throws(ComputeError) -> [String: HostTensor<Float>] {
    let loaded = try prepare()
    let names = plan.outputs.keys.filter { outputs?.contains($0) ?? true }
    var results = Dictionary(uniqueKeysWithValues: names.map { ($0, [Float]()) })
    let size = model.inputShape.count
    for start in stride(from: 0, to: count, by: batchSize) {
      let rows = start..<min(start + batchSize, count)
      var values = samples(rows)
      values += Array(repeating: 0, count: (batchSize - rows.count) * size)
      let x = HostTensor(values, shape: Shape([batchSize] + model.inputShape.dimensions))
      try executor.run(loaded, inputs: ["x": x])
      for name in names {
        let batch = try executor.read(name, of: loaded)
        results[name]?.append(contentsOf: batch.values.prefix(rows.count * perSample(name)))
      }
    }
    return Dictionary(
      uniqueKeysWithValues: results.map { name, values in
        (name, HostTensor(values, shape: Shape([count] + sampleShape(name))))
      })
  }

  private func sampleShape(_ output: String) -> [Int] {
    guard let index = plan.outputs[output] else { return [] }
    return Array(plan.values[index].spec.shape.dimensions.dropFirst())
  }

  private func perSample(_ output: String) -> Int {
    sampleShape(output).reduce(1, *)
  }
}

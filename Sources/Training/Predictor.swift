public import Compute
public import Execution
public import Graphs
public import Layers

/// Applies a model to any number of samples in batches of one fixed size, the last one padded.
public final class Predictor {
  public let model: any Model
  public let batchSize: Int
  private let executor: any Executor
  private let graph: Graph
  private var loaded: [Set<String>: LoadedPlan] = [:]

  /// Describes the model in inference mode; it shares the executor's variables with a trainer.
  ///
  /// Kernels are compiled when they are first needed, so that training need not wait for them.
  ///
  /// - Parameter batchSize: samples of a batch; nil takes 256, or fewer where samples are large.
  public init(_ model: any Model, batchSize: Int? = nil, on executor: any Executor) {
    self.model = model
    let batchSize = batchSize ?? BatchSize.ofPredictions(sampleSize: model.inputShape.count)
    self.batchSize = batchSize
    self.executor = executor
    var context = Context(.inference)
    let x = Tensor.input("x", TensorSpec(Shape([batchSize] + model.inputShape.dimensions)))
    graph = Graph(outputs: model.predictions(x, &context))
  }

  /// Compiles what `outputs` need, nil for all, and reserves its memory; `predict` does so when it is
  /// called first.
  ///
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice.
  @discardableResult
  public func prepare(_ outputs: Set<String>? = nil) throws(ComputeError) -> LoadedPlan {
    let wanted = graph.outputs.filter { outputs?.contains($0.name) ?? true }
    let names = Set(wanted.map(\.name))
    if let plan = loaded[names] { return plan }
    let plan = Plan(
      Graph(outputs: wanted).fused(for: executor.traits), for: executor.traits,
      tuning: executor.tuning)
    let new = try executor.load(plan)
    loaded[names] = new
    return new
  }

  /// The model's variables: parameters and statistics.
  public var variables: [Variable] { graph.variables }

  /// The named outputs for samples, each [samples, …].
  ///
  /// Only what leads to `outputs` is computed, nil for all.
  ///
  /// - Parameter samples: fills rows `range` into a batch: called with the rows wanted, returns
  ///   their values, row-major.
  public func predict(
    count: Int, outputs: Set<String>? = nil, samples: (Range<Int>) -> [Float]
  ) throws(ComputeError) -> [String: HostTensor<Float>] {
    let loaded = try prepare(outputs)
    let names = loaded.plan.outputs.keys
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
        results[name]?.append(
          contentsOf: batch.values.prefix(rows.count * sample(name, of: loaded).count))
      }
    }
    return Dictionary(
      uniqueKeysWithValues: results.map { name, values in
        (name, HostTensor(values, shape: Shape([count] + sample(name, of: loaded).dimensions)))
      })
  }

  /// The shape of an output without the batch.
  private func sample(_ output: String, of loaded: LoadedPlan) -> Shape {
    guard let index = loaded.plan.outputs[output] else { return [] }
    return Shape(Array(loaded.plan.values[index].spec.shape.dimensions.dropFirst()))
  }
}

/// How many samples go through a model at a time.
enum BatchSize {
  /// 256 samples, or as many as make a million values, but at least 64.
  static func ofPredictions(sampleSize: Int) -> Int {
    max(64, min(256, (1 << 20) / max(1, sampleSize)))
  }
}

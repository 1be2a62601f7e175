public import Execution
public import Graphs
public import Layers
import Operations

/// Applies a model to any number of samples in batches of one fixed size, the last one padded.
public final class Predictor {
  public let model: any Model
  public let batchSize: Int
  private let executor: any Executor
  private let input: PlanInput
  private let graph: Graph
  private var loaded: [Set<String>: LoadedPlan] = [:]

  /// Describes the model in inference mode; it shares the executor's variables with a trainer.
  ///
  /// Kernels are compiled on first use, so that training does not wait for them.
  ///
  /// - Parameter batchSize: samples per batch; nil for 256, or fewer where samples are large.
  public init(_ model: any Model, batchSize: Int? = nil, on executor: any Executor) {
    self.model = model
    let batchSize = batchSize ?? BatchSize.ofPredictions(sampleSize: model.inputShape.count)
    self.batchSize = batchSize
    self.executor = executor
    var context = Context(.inference)
    input = PlanInput("x", TensorSpec(Shape([batchSize] + model.inputShape.dimensions)))
    graph = Graph(outputs: model.predictions(input.tensor, &context))
  }

  /// Compiles the plan of some outputs and reserves its memory, which the first prediction does
  /// otherwise.
  ///
  /// - Parameter outputs: names of outputs, of which the model's family may lack some; nil for all.
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice, `PlanError`
  ///   for a batch that kernels cannot count.
  @discardableResult
  public func prepare(_ outputs: Set<String>? = nil) throws -> LoadedPlan {
    let wanted = graph.outputs.filter { outputs?.contains($0.name) ?? true }
    let names = Set(wanted.map(\.name))
    if let plan = loaded[names] { return plan }
    let plan = try Plan(
      Graph(outputs: wanted).fused(for: executor.traits), for: executor.traits,
      tuning: executor.tuning)
    let new = try executor.load(plan)
    loaded[names] = new
    return new
  }

  /// The model's variables: parameters and statistics.
  public var variables: [Variable] { graph.variables }

  /// The named outputs for `count` samples, each [count, …].
  ///
  /// Samples are read while the device computes.
  ///
  /// - Parameters:
  ///   - outputs: names of outputs, of which those that the model has are computed; nil for all.
  ///   - samples: returns the values of the given rows, [rows] + the model's input shape, row-major.
  /// - Throws: `ComputeError`, and what `samples` throws.
  public func predict(
    count: Int, outputs: Set<String>? = nil, samples: (Range<Int>) throws -> [Float]
  ) throws -> [String: HostTensor<Float>] {
    let plan = try prepare(outputs).plan
    var values = plan.outputs.mapValues { _ in [Float]() }
    try forEachBatch(of: count, outputs: outputs, samples: samples) {
      for (name, output) in $0.outputs { values[name, default: []] += output.values }
    }
    return Dictionary(
      uniqueKeysWithValues: values.map { name, values in
        (name, HostTensor(values, shape: shape(of: name, in: plan, rows: count)))
      })
  }

  /// One batch of samples with the model's outputs.
  public struct Batch {
    public let rows: Range<Int>
    /// Their values, row-major.
    public let samples: [Float]
    /// Each [rows, …].
    public let outputs: [String: HostTensor<Float>]
  }

  /// Applies the model to samples batch by batch, in order, so that memory does not grow with their
  /// number; the next batch is read while the device computes.
  ///
  /// - Parameters:
  ///   - outputs: names of outputs, of which those that the model has are computed; nil for all.
  ///   - samples: returns the values of the given rows, [rows] + the model's input shape, row-major.
  ///   - body: called with each batch.
  /// - Throws: `ComputeError`, and what the closures throw.
  public func forEachBatch(
    of count: Int, outputs: Set<String>? = nil, samples: (Range<Int>) throws -> [Float],
    body: (Batch) throws -> Void
  ) throws {
    let loaded = try prepare(outputs)
    var runs = ExecutionSequence(loaded, reading: loaded.plan.outputs.keys.sorted(), on: executor)
    var read: [(rows: Range<Int>, samples: [Float])] = []
    func take(_ outputs: [String: HostTensor<Float>]) throws {
      let (rows, samples) = read.removeFirst()
      let wanted = outputs.map { name, padded in
        let shape = shape(of: name, in: loaded.plan, rows: rows.count)
        return (name, HostTensor(Array(padded.values.prefix(shape.count)), shape: shape))
      }
      try body(
        Batch(rows: rows, samples: samples, outputs: Dictionary(uniqueKeysWithValues: wanted)))
    }
    do {
      for start in stride(from: 0, to: count, by: batchSize) {
        let rows = start..<min(start + batchSize, count)
        let values = try samples(rows)
        precondition(
          values.count == rows.count * model.inputShape.count,
          "\(values.count) values for \(rows.count) samples of \(model.inputShape)")
        let padding = Array(repeating: Float(0), count: input.spec.shape.count - values.count)
        var feed = InputValues()
        feed.set(input, to: values + padding)
        if !runs.hasRoom, let outputs = try runs.finish() { try take(outputs) }
        try runs.start(feed.values(for: loaded.plan))
        read.append((rows, values))
      }
      while let outputs = try runs.finish() { try take(outputs) }
    } catch {
      try executor.finish()
      throw error
    }
  }

  /// The shape of an output for some rows.
  private func shape(of output: String, in plan: Plan, rows: Int) -> Shape {
    guard let value = plan.outputs[output] else { preconditionFailure("no output \(output)") }
    return Shape([rows] + plan.values[value].spec.shape.dimensions.dropFirst())
  }
}

/// Batch sizes for inference.
enum BatchSize {
  /// 256 samples; fewer, but at least 64, where 256 would be more than 2²⁰ values.
  static func ofPredictions(sampleSize: Int) -> Int {
    max(64, min(256, (1 << 20) / max(1, sampleSize)))
  }
}

public import Datasets
public import Execution
public import Graphs
public import Layers
import Operations

/// Applies a model to any number of samples in batches of one fixed size, the last one padded.
public final class Predictor {
  public let model: any Model
  public let batchSize: Int
  private let executor: any Executor
  /// The model's predictions for samples of either type.
  private let floats: Description
  private let bytes: Description
  private var loaded: [Wanted: LoadedPlan] = [:]

  /// The model in inference mode, with what it reads.
  private struct Description {
    let input: PlanInput
    let graph: Graph

    init(_ model: any Model, batchSize: Int, _ element: SampleElement) {
      input = PlanInput(samples: "x", batchSize, of: model.inputShape, element)
      var context = Context(.inference)
      graph = Graph(outputs: model.predictions(input.described(), &context))
    }
  }

  /// Outputs for samples of a type.
  private struct Wanted: Hashable {
    let outputs: Set<String>
    let element: SampleElement
  }

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
    floats = Description(model, batchSize: batchSize, .float)
    bytes = Description(model, batchSize: batchSize, .byte)
  }

  /// Compiles the plan of some outputs and reserves its memory, which the first prediction does
  /// otherwise.
  ///
  /// - Parameters:
  ///   - outputs: names of outputs, of which the model's family may lack some; nil for all.
  ///   - element: the type of the samples.
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice, `PlanError`
  ///   for a batch that kernels cannot count.
  @discardableResult
  public func prepare(
    _ outputs: Set<String>? = nil, for element: SampleElement = .float
  ) throws -> LoadedPlan {
    let wanted = description(element).graph.outputs.filter { outputs?.contains($0.name) ?? true }
    let key = Wanted(outputs: Set(wanted.map(\.name)), element: element)
    if let plan = loaded[key] { return plan }
    let plan = try Plan(
      Graph(outputs: wanted).fused(for: executor.traits), for: executor.traits,
      tuning: executor.tuning)
    let new = try executor.load(plan)
    loaded[key] = new
    return new
  }

  /// The model's variables: parameters and statistics.
  public var variables: [Variable] { floats.graph.variables }

  private func description(_ element: SampleElement) -> Description {
    switch element {
    case .byte: bytes
    case .float: floats
    }
  }

  /// One batch of samples with the model's outputs.
  public struct Batch {
    public let rows: Range<Int>
    /// Their values, row-major, as they are stored.
    public let values: SampleValues
    /// Each [rows, …].
    public let outputs: [String: HostTensor<Float>]

    /// The values as the model reads them.
    public var samples: [Float] { values.floats }
  }

  /// Applies the model to samples batch by batch, in order; the next batch is read while the device
  /// computes.
  ///
  /// - Parameters:
  ///   - element: the type of the samples.
  ///   - samples: returns the values of the given rows, of that type.
  func forEachBatch(
    of count: Int, _ element: SampleElement, outputs: Set<String>?,
    samples: (Range<Int>) throws -> SampleValues, body: (Batch) throws -> Void
  ) throws {
    let loaded = try prepare(outputs, for: element)
    let input = description(element).input
    var runs = ExecutionSequence(loaded, reading: loaded.plan.outputs.keys.sorted(), on: executor)
    var read: [(rows: Range<Int>, values: SampleValues)] = []
    func take(_ outputs: [String: HostTensor<Float>]) throws {
      let (rows, values) = read.removeFirst()
      let wanted = outputs.map { name, padded in
        let shape = Self.shape(of: name, in: loaded.plan, rows: rows.count)
        return (name, HostTensor(Array(padded.values.prefix(shape.count)), shape: shape))
      }
      try body(
        Batch(rows: rows, values: values, outputs: Dictionary(uniqueKeysWithValues: wanted)))
    }
    do {
      for start in stride(from: 0, to: count, by: batchSize) {
        let rows = start..<min(start + batchSize, count)
        let values = try samples(rows)
        precondition(
          values.count == rows.count * model.inputShape.count,
          "\(values.count) values for \(rows.count) samples of \(model.inputShape)")
        var feed = InputValues()
        feed.set(input, to: values.padded(to: input.spec.shape.count))
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
  static func shape(of output: String, in plan: Plan, rows: Int) -> Shape {
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

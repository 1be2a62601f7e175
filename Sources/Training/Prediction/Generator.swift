public import Compute
public import Execution
public import Graphs
public import Layers
import Operations

/// Applies a model's decoder to any number of codes, in padded batches of one fixed size (eq. 2).
public final class Generator {
  public let model: any GenerativeModel
  public let batchSize: Int
  private let executor: any Executor
  private let z: PlanInput
  /// One for each of the model's `decodedHeads`.
  private let classes: [PlanInput]
  private let loaded: LoadedPlan

  /// Compiles the decoder in inference mode; it shares the executor's variables with a trainer or a
  /// predictor.
  ///
  /// - Parameter batchSize: codes per batch; nil for 256, or fewer where samples are large.
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice, `PlanError`
  ///   for a batch that kernels cannot count.
  public init(
    _ model: any GenerativeModel, batchSize: Int? = nil, on executor: any Executor
  ) throws {
    self.model = model
    let batchSize = batchSize ?? BatchSize.ofPredictions(sampleSize: model.inputShape.count)
    self.batchSize = batchSize
    self.executor = executor
    var context = Context(.inference)
    func batch(_ shape: Shape) -> TensorSpec { TensorSpec(Shape([batchSize] + shape.dimensions)) }
    z = PlanInput("z", batch(model.latentShape))
    classes = model.decodedHeads.enumerated().map { index, head in
      PlanInput("classes\(index)", batch(model.probabilityShape(of: head)))
    }
    let outputs = model.decoding(z.tensor, classes.map(\.tensor), &context).outputs
    loaded = try executor.load(
      try Plan(
        Graph(outputs: outputs).fused(for: executor.traits), for: executor.traits,
        tuning: executor.tuning))
  }

  /// The mean of the observation model for `count` codes, [count] + the model's input shape.
  ///
  /// - Parameters:
  ///   - z: [count] + the model's latent shape, row-major.
  ///   - classes: probabilities for each of the model's `decodedHeads`, [count, classes] or
  ///     [count, steps, classes], row-major.
  /// - Throws: `ComputeError` where the device failed.
  /// - Precondition: the arrays have these sizes.
  public func generate(
    count: Int, z: [Float], classes: [[Float]] = []
  ) throws(ComputeError) -> HostTensor<Float> {
    let name = Observation.Name.reconstruction
    let results = try observations([name], count: count, z: z, classes: classes)
    guard let values = results[name] else { preconditionFailure("a decoder without \(name)") }
    return HostTensor(values, shape: Shape([count] + model.inputShape.dimensions))
  }

  /// Parameters of the observation model for `count` codes, each [count] + the model's input shape.
  ///
  /// - Parameter names: of `Observation.Name`.
  /// - Throws: `ComputeError` where the device failed.
  /// - Precondition: as for `generate(count:z:classes:)`.
  public func observations(
    _ names: [String], count: Int, z: [Float], classes: [[Float]]
  ) throws(ComputeError) -> [String: [Float]] {
    let widths = model.decodedHeads.map { model.probabilityShape(of: $0).count }
    precondition(
      z.count == count * model.latentShape.count, "\(z.count) values of z for \(count) codes")
    precondition(
      classes.map(\.count) == widths.map { count * $0 },
      "\(classes.map(\.count)) class probabilities for \(count) codes")
    var results = Dictionary(uniqueKeysWithValues: names.map { ($0, [Float]()) })
    for start in stride(from: 0, to: count, by: batchSize) {
      let rows = start..<min(start + batchSize, count)
      var feed = InputValues()
      feed.set(self.z, to: padded(z, rows, self.z))
      for (input, probabilities) in zip(self.classes, classes) {
        feed.set(input, to: padded(probabilities, rows, input))
      }
      try executor.run(loaded, inputs: feed.values(for: loaded.plan))
      for name in names {
        let decoded = try executor.read(name, of: loaded).values
        results[name, default: []] += decoded.prefix(rows.count * model.inputShape.count)
      }
    }
    return results
  }

  /// Rows of a table with an input's row size, padded with zeros to a whole batch.
  private func padded(_ values: [Float], _ rows: Range<Int>, _ input: PlanInput) -> [Float] {
    let width = input.spec.shape.count / batchSize
    let padding = Array(repeating: Float(0), count: (batchSize - rows.count) * width)
    return values[rows.lowerBound * width..<rows.upperBound * width] + padding
  }
}

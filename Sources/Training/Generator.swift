public import Compute
public import Execution
public import Graphs
public import Layers

/// Applies a model's decoder to any number of codes in batches of one fixed size, the last one
/// padded.
public final class Generator {
  public let model: any GenerativeModel
  public let batchSize: Int
  private let executor: any Executor
  private let loaded: LoadedPlan

  /// Compiles the decoder in inference mode; it shares the executor's variables with a trainer or a
  /// predictor.
  ///
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
    let z = Tensor.input("z", batch(model.latentShape))
    let classes = model.decodedHeads.enumerated().map { index, head in
      Tensor.input(Self.classInput(index), batch(model.probabilityShape(of: head)))
    }
    let outputs = model.decoding(z, classes, &context).outputs
    loaded = try executor.load(
      try Plan(
        Graph(outputs: outputs).fused(for: executor.traits), for: executor.traits,
        tuning: executor.tuning))
  }

  /// The mean of the observation model for `count` codes, [count] + the model's input shape.
  ///
  /// - Parameters:
  ///   - z: [count] + the model's latent shape, row-major.
  ///   - classes: for each head that the decoder reads, probabilities [count, classes], or
  ///     [count, steps, classes], row-major.
  /// - Precondition: the arrays have these sizes.
  public func generate(
    count: Int, z: [Float], classes: [[Float]] = []
  ) throws(ComputeError) -> HostTensor<Float> {
    let name = Observation.Name.reconstruction
    let results = try observations([name], count: count, z: z, classes: classes)
    return HostTensor(
      results[name] ?? [], shape: Shape([count] + model.inputShape.dimensions))
  }

  /// Parameters of the observation model for `count` codes, by the names of `Observation.Name`; each
  /// has a value for each value of the samples.
  ///
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
      var inputs = ["z": batch(z, rows, model.latentShape)]
      for (index, head) in model.decodedHeads.enumerated() {
        inputs[Self.classInput(index)] = batch(
          classes[index], rows, model.probabilityShape(of: head))
      }
      try executor.run(loaded, inputs: inputs)
      for name in names {
        let decoded = try executor.read(name, of: loaded).values
        results[name]?.append(contentsOf: decoded.prefix(rows.count * model.inputShape.count))
      }
    }
    return results
  }

  private static func classInput(_ index: Int) -> String { "classes\(index)" }

  /// Rows of a table whose entries have a shape, filled up with zeros to a whole batch.
  private func batch(_ values: [Float], _ rows: Range<Int>, _ shape: Shape) -> HostTensor<Float> {
    let width = shape.count
    let given = values[rows.lowerBound * width..<rows.upperBound * width]
    let padding = Array(repeating: Float(0), count: (batchSize - rows.count) * width)
    return HostTensor(given + padding, shape: Shape([batchSize] + shape.dimensions))
  }
}

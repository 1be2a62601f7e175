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
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice.
  public init(
    _ model: any GenerativeModel, batchSize: Int? = nil, on executor: any Executor
  ) throws(ComputeError) {
    self.model = model
    let batchSize = batchSize ?? BatchSize.ofPredictions(sampleSize: model.inputShape.count)
    self.batchSize = batchSize
    self.executor = executor
    var context = Context(.inference)
    let z = Tensor.input("z", TensorSpec([batchSize, model.latentSize]))
    let classes = model.decodedHeads.enumerated().map { index, head in
      Tensor.input(Self.classInput(index), TensorSpec([batchSize, head.classes]))
    }
    let output = Graph.Output("decoded", model.decoding(z, classes, &context))
    loaded = try executor.load(Plan(Graph(outputs: [output]).fused(), for: executor.traits))
  }

  /// The mean of the observation model for `count` codes, [count] + the model's input shape.
  ///
  /// - Parameters:
  ///   - z: [count, latent size], row-major.
  ///   - classes: for each head that the decoder reads, probabilities [count, classes], row-major.
  /// - Precondition: the arrays have these sizes.
  public func generate(
    count: Int, z: [Float], classes: [[Float]] = []
  ) throws(ComputeError) -> HostTensor<Float> {
    let heads = model.decodedHeads
    precondition(z.count == count * model.latentSize, "\(z.count) values of z for \(count) codes")
    precondition(
      classes.map(\.count) == heads.map { count * $0.classes },
      "\(classes.map(\.count)) class probabilities for \(count) codes")
    var result: [Float] = []
    for start in stride(from: 0, to: count, by: batchSize) {
      let rows = start..<min(start + batchSize, count)
      var inputs = ["z": batch(z, rows, width: model.latentSize)]
      for (index, head) in heads.enumerated() {
        inputs[Self.classInput(index)] = batch(classes[index], rows, width: head.classes)
      }
      try executor.run(loaded, inputs: inputs)
      let decoded = try executor.read("decoded", of: loaded)
      result += decoded.values.prefix(rows.count * model.inputShape.count)
    }
    return HostTensor(result, shape: Shape([count] + model.inputShape.dimensions))
  }

  private static func classInput(_ index: Int) -> String { "classes\(index)" }

  /// Rows of a matrix, filled up with zeros to a whole batch.
  private func batch(_ values: [Float], _ rows: Range<Int>, width: Int) -> HostTensor<Float> {
    let given = values[rows.lowerBound * width..<rows.upperBound * width]
    let padding = Array(repeating: Float(0), count: (batchSize - rows.count) * width)
    return HostTensor(given + padding, shape: [batchSize, width])
  }
}

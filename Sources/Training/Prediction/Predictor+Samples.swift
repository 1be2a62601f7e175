public import Datasets
public import Graphs

extension Predictor {
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
    try forEachBatch(
      of: count, .float, outputs: outputs, samples: { .float(try samples($0)) }, body: body)
  }

  /// Applies the model to rows of data batch by batch, in order, as `forEachBatch(of:outputs:samples:body:)`
  /// does. Bytes are sent to the device as they are.
  ///
  /// - Parameters:
  ///   - rows: the rows of the data; nil for all. A batch's `rows` are places in this list.
  ///   - outputs: names of outputs, of which those that the model has are computed; nil for all.
  ///   - body: called with each batch.
  /// - Throws: `ComputeError`, `DatasetError` where a file cannot be read, and what the closure throws.
  public func forEachBatch(
    of samples: any LabelledSamples, rows: [Int]? = nil, outputs: Set<String>? = nil,
    body: (Batch) throws -> Void
  ) throws {
    try forEachBatch(
      of: rows?.count ?? samples.count, samples.element, outputs: outputs,
      samples: { places in
        if let rows { return try samples.storedValues(of: rows[places]) }
        return try samples.storedValues(of: places)
      }, body: body)
  }

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
    try joined(count, .float, outputs) { body in
      try forEachBatch(of: count, outputs: outputs, samples: samples, body: body)
    }
  }

  /// The named outputs for rows of data, each [rows, …]. Bytes are sent to the device as they are.
  ///
  /// - Parameters:
  ///   - rows: the rows of the data, in this order; nil for all.
  ///   - outputs: names of outputs, of which those that the model has are computed; nil for all.
  /// - Throws: `ComputeError`, and `DatasetError` where a file cannot be read.
  public func predict(
    _ samples: any LabelledSamples, rows: [Int]? = nil, outputs: Set<String>? = nil
  ) throws -> [String: HostTensor<Float>] {
    try joined(rows?.count ?? samples.count, samples.element, outputs) { body in
      try forEachBatch(of: samples, rows: rows, outputs: outputs, body: body)
    }
  }

  /// The outputs of all batches, one after the other.
  private func joined(
    _ count: Int, _ element: SampleElement, _ outputs: Set<String>?,
    _ batches: (_ body: (Batch) throws -> Void) throws -> Void
  ) throws -> [String: HostTensor<Float>] {
    let plan = try prepare(outputs, for: element).plan
    var values = plan.outputs.mapValues { _ in [Float]() }
    try batches {
      for (name, output) in $0.outputs { values[name, default: []] += output.values }
    }
    return Dictionary(
      uniqueKeysWithValues: values.map { name, values in
        (name, HostTensor(values, shape: Self.shape(of: name, in: plan, rows: count)))
      })
  }
}

package import Datasets

/// Rows of several parts as one, with labels of their own.
package struct JoinedSamples: LabelledSamples {
  /// Rows of some samples.
  package struct Part {
    package let samples: any LabelledSamples
    /// In this order, any of them several times; nil for all.
    package let rows: [Int]?

    package init(_ samples: any LabelledSamples, rows: [Int]? = nil) {
      self.samples = samples
      self.rows = rows
    }

    var count: Int { rows?.count ?? samples.count }
  }

  package let factors: [LabelColumn]
  package let count: Int
  package let sampleShape: [Int]
  package let element: SampleElement
  private let parts: [Part]
  /// The first row of each part.
  private let starts: [Int]

  /// - Precondition: there is a part, samples of all have one shape, and each column of labels has one for
  ///   each row.
  package init(_ parts: [Part], factors: [LabelColumn]) {
    var starts: [Int] = []
    var count = 0
    for part in parts {
      starts.append(count)
      count += part.count
    }
    guard let first = parts.first else { preconditionFailure("samples of no part") }
    precondition(
      parts.allSatisfy { $0.samples.sampleShape == first.samples.sampleShape },
      "samples of different shapes: \(parts.map(\.samples.sampleShape))")
    precondition(
      factors.allSatisfy { $0.values.count == count },
      "\(factors.map(\.values.count)) labels for \(count) samples")
    self.parts = parts
    self.starts = starts
    self.count = count
    self.factors = factors
    sampleShape = first.samples.sampleShape
    element = parts.allSatisfy { $0.samples.element == .byte } ? .byte : .float
  }

  package func values(of rows: some Collection<Int>) throws(DatasetError) -> [Float] {
    try gather(rows) { (samples, own) throws(DatasetError) in try samples.values(of: own) }
  }

  package func bytes(of rows: some Collection<Int>) throws(DatasetError) -> [UInt8] {
    try gather(rows) { (samples, own) throws(DatasetError) in try samples.bytes(of: own) }
  }

  /// Reads rows of one part that follow each other together.
  private func gather<Value>(
    _ rows: some Collection<Int>,
    _ read: (any LabelledSamples, [Int]) throws(DatasetError) -> [Value]
  ) throws(DatasetError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(rows.count * valuesPerSample)
    var (current, own) = (0, [Int]())
    for row in rows {
      precondition(0 <= row && row < count, "sample \(row) of \(count)")
      guard let index = starts.lastIndex(where: { $0 <= row }) else {
        preconditionFailure("row \(row) is of no part")
      }
      if index != current {
        if !own.isEmpty { values += try read(parts[current].samples, own) }
        (current, own) = (index, [])
      }
      let place = row - starts[index]
      own.append(parts[index].rows?[place] ?? place)
    }
    return own.isEmpty ? values : values + (try read(parts[current].samples, own))
  }
}

/// Sequences of several channels in memory, each with a class and the person who was recorded.
public struct LabelledSequences: LabelledSamples, Equatable {
  /// The values, [count, steps, channels], the last dimension fastest.
  public let values: [Float]
  /// Steps in time of every sequence.
  public let steps: Int
  /// The names of the channels.
  public let channelNames: [String]
  /// One column: the class of each sequence.
  public let factors: [LabelColumn]
  /// The names of the classes.
  public let classNames: [String]
  /// The person recorded in each sequence; sequences of one person may overlap in time.
  public let subjects: [Int]

  /// - Precondition: there are values, a label and a subject for each sequence.
  public init(
    values: [Float], steps: Int, channelNames: [String],
    labels: some Collection<some BinaryInteger>, classNames: [String],
    subjects: [Int]
  ) {
    precondition(steps > 0 && !channelNames.isEmpty, "sequences need a step and a channel")
    precondition(
      values.count == labels.count * steps * channelNames.count && subjects.count == labels.count,
      "\(values.count) values and \(subjects.count) subjects for \(labels.count) sequences of "
        + "\(steps) x \(channelNames.count)")
    self.values = values
    self.steps = steps
    self.channelNames = channelNames
    factors = [LabelColumn(name: "class", classCount: classNames.count, values: labels)]
    self.classNames = classNames
    self.subjects = subjects
  }

  /// The number of sequences.
  public var count: Int { subjects.count }
  /// Steps and channels.
  public var sampleShape: [Int] { [steps, channels] }
  /// Values of one step.
  public var channels: Int { channelNames.count }

  /// The values of some sequences, one after the other: [rows, steps, channels].
  public func values(of rows: some Collection<Int>) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(rows.count * valuesPerSample)
    for row in rows {
      precondition(0 <= row && row < count, "sequence \(row) of \(count)")
      result += values[row * valuesPerSample..<(row + 1) * valuesPerSample]
    }
    return result
  }

  /// The sequences of the given rows with their labels and subjects, in that order.
  public func selecting(_ rows: [Int]) -> LabelledSequences {
    replacing(
      values: values(of: rows), labels: rows.map { labels[$0] },
      subjects: rows.map { subjects[$0] })
  }

  /// The sequences standardised per channel: (value − mean) / standard deviation.
  ///
  /// - Precondition: the statistics are of the same channels.
  public func standardized(with statistics: SequenceStatistics) -> LabelledSequences {
    precondition(
      statistics.channelNames == channelNames,
      "statistics of \(statistics.channelNames) for \(channelNames)")
    var values = values
    statistics.standardize(&values)
    return replacing(values: values, labels: labels, subjects: subjects)
  }

  private func replacing(values: [Float], labels: [Int32], subjects: [Int]) -> LabelledSequences {
    LabelledSequences(
      values: values, steps: steps, channelNames: channelNames, labels: labels,
      classNames: classNames, subjects: subjects)
  }
}

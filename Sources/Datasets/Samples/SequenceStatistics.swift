/// The mean and the standard deviation of each channel of sequences; saved with a run.
public struct SequenceStatistics: Codable, Sendable, Equatable {
  /// The names of the channels.
  public let channelNames: [String]
  /// The mean of each channel over all sequences and steps.
  public let means: [Double]
  /// The standard deviation of each channel: √(Σ(x − mean)² / number of values).
  public let standardDeviations: [Double]

  /// The statistics of sequences, usually the training part.
  ///
  /// - Precondition: there is at least one.
  public init(of sequences: LabelledSequences) {
    precondition(sequences.count > 0, "statistics of no sequences")
    let channels = sequences.channels
    let rows = sequences.count * sequences.steps
    // Relative to the first value: the deviation of a constant channel is exactly 0, and an offset
    // costs no precision.
    let origins = sequences.values.prefix(channels).map(Double.init)
    var means = [Double](repeating: 0, count: channels)
    var squares = means
    for index in sequences.values.indices {
      let channel = index % channels
      means[channel] += Double(sequences.values[index]) - origins[channel]
    }
    for channel in 0..<channels {
      means[channel] = origins[channel] + means[channel] / Double(rows)
    }
    for index in sequences.values.indices {
      let channel = index % channels
      let difference = Double(sequences.values[index]) - means[channel]
      squares[channel] += difference * difference
    }
    channelNames = sequences.channelNames
    self.means = means
    standardDeviations = squares.map { ($0 / Double(rows)).squareRoot() }
  }

  /// Replaces values, [..., channels], by (value − mean) / standard deviation; a deviation of 0 counts
  /// as 1.
  public func standardize(_ values: inout [Float]) {
    let channels = means.count
    precondition(values.count % channels == 0, "\(values.count) values of \(channels) channels")
    let divisors = standardDeviations.map { $0 == 0 ? 1 : $0 }
    for index in values.indices {
      let channel = index % channels
      values[index] = Float((Double(values[index]) - means[channel]) / divisors[channel])
    }
  }

  /// Checks statistics that were read from `path` against the channels of the data.
  ///
  /// - Throws: `badData` for other channels, and for values that cannot be a mean or a deviation.
  public func check(channelNames expected: [String], path: String) throws(DatasetError) {
    let isUsable =
      means.count == channelNames.count && standardDeviations.count == channelNames.count
      && means.allSatisfy(\.isFinite)
      && standardDeviations.allSatisfy { $0.isFinite && $0 >= 0 }
    guard channelNames == expected, isUsable else {
      throw .badData(
        path: path,
        found: isUsable
          ? "statistics of \(channelNames.joined(separator: ", "))"
          : "unusable statistics of \(channelNames.count) channels",
        expected: "a finite mean and standard deviation of "
          + expected.joined(separator: ", "),
        advice: "use the data and settings that the run was made with")
    }
  }
}

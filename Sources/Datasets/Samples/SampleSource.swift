/// Where the values of samples come from: memory, or files that are read by position.
///
/// Values are row-major, the last dimension fastest. Several threads may read at the same time.
public protocol SampleSource: Sendable {
  /// The number of samples.
  var count: Int { get }
  /// The shape of a sample: [height, width, channels], [steps, channels] or [features].
  var sampleShape: [Int] { get }
  /// The type in which the values are stored.
  var element: SampleElement { get }

  /// Writes the bytes of some samples, one after the other, into a buffer of exactly their size.
  ///
  /// - Throws: where a file cannot be read.
  /// - Precondition: `element` is `byte`, and every row is below `count`.
  func read(
    rows: some Collection<Int>, into bytes: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError)

  /// Writes the values of some samples, one after the other, into a buffer of exactly their size;
  /// bytes are divided by 255.
  ///
  /// - Throws: where a file cannot be read.
  /// - Precondition: every row is below `count`.
  func read(
    rows: some Collection<Int>, into values: UnsafeMutableBufferPointer<Float>
  ) throws(DatasetError)
}

/// The type in which the values of samples are stored.
public enum SampleElement: String, Codable, Sendable {
  /// 0 to 255, which models read divided by 255.
  case byte
  /// As models read them.
  case float
}

/// What samples are, and so which models read them.
public enum SampleKind: String, Codable, Sendable, CaseIterable {
  /// [height, width, channels]
  case image
  /// [steps, channels]
  case sequence
  /// [features]
  case table
}

/// Human activity from a smartphone at the waist: 7,352 training and 2,947 test windows of 128
/// steps (2.56 s at 50 Hz), 6 activities, 30 people, nobody in both parts.
///
/// Neighbouring windows of a recording share half of their steps.
public struct UCIHAR: KnownDataset {
  /// The loaded windows.
  public let dataset: SequenceDataset

  /// Which acceleration the 6 channels have.
  public enum Acceleration: String, Sendable, Hashable, Codable, CaseIterable {
    /// Without gravity.
    case body
    /// With gravity, which shows the orientation of the telephone: sitting, standing and lying differ
    /// in little else.
    case total
  }

  /// Loads the original text files, `.gz` or not, from `directory`, or from `uci-har`,
  /// `uci-har/UCI HAR Dataset`, `UCI HAR Dataset` or a folder with such a name in it.
  ///
  /// The 6 channels are acceleration (x, y, z; in units of gravity) and angular velocity (x, y, z;
  /// rad/s); 9 channels are body acceleration, angular velocity and total acceleration. The values are
  /// those of the files.
  ///
  /// - Throws: `usage` where `channels` is neither 6 nor 9; `notFound`; `badData`.
  public init(
    at directory: String, channels: Int = 6, acceleration: Acceleration = .body
  ) throws(DatasetError) {
    guard Self.channelCounts.contains(channels) else {
      throw .usage(
        setting: "channels", found: "\(channels)",
        expected: "6 (acceleration and angular velocity) or 9 (both accelerations)")
    }
    dataset = try UCIHARFiles(at: directory).load(
      Self.channelNames(channels, acceleration))
  }

  /// The steps of a window.
  package static let steps = UCIHARFiles.steps
  /// The names of the activities.
  package static let classNames = UCIHARFiles.classNames

  private static let channelCounts = [6, 9]

  /// The names of 6 or 9 channels, in their order.
  package static func channelNames(_ channels: Int, _ acceleration: Acceleration) -> [String] {
    guard channels == 6 else { return UCIHARFiles.signals }
    return switch acceleration {
    case .body: UCIHARFiles.bodyAcceleration + UCIHARFiles.angularVelocity
    case .total: UCIHARFiles.totalAcceleration + UCIHARFiles.angularVelocity
    }
  }

  /// Compares the content of the files, uncompressed, with the known checksums of the official
  /// ones.
  ///
  /// - Throws: where a file that the 6 channels need is missing or cannot be read. The files of total
  ///   acceleration and `activity_labels.txt` may be missing.
  public static func verify(at directory: String) throws(DatasetError) -> [VerifiedFile] {
    try UCIHARFiles(at: directory).verify()
  }
}

public import Datasets

/// What loading a data set needs in addition to its folder: Small-NORB the first three, UCI-HAR the
/// others.
public struct DatasetOptions: Sendable, Equatable {
  /// Where compressed files are unpacked; nil refuses compressed files.
  public var cacheDirectory: String?
  /// How the held-out pairs are chosen.
  public var split: PairSplit.Kind
  /// The seed that draws the held-out pairs.
  public var splitSeed: UInt64
  /// Channels of the sequences, 6 or 9.
  public var channels: Int
  /// Which acceleration the 6 channels include.
  public var acceleration: UCIHAR.Acceleration

  public init(
    cacheDirectory: String? = nil,
    split: PairSplit.Kind = .pooled, splitSeed: UInt64 = 0, channels: Int = 6,
    acceleration: UCIHAR.Acceleration = .body
  ) {
    self.cacheDirectory = cacheDirectory
    self.split = split
    self.splitSeed = splitSeed
    self.channels = channels
    self.acceleration = acceleration
  }
}

import Basics

/// Which pairs of Small-NORB are held out for tests; saved with a run.
///
/// Pairs are numbered in the pooled order: the pairs of the training file in their order, then
/// those of the testing file in theirs.
public struct PairSplit: Codable, Sendable, Equatable {
  /// A way to choose the held-out pairs.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Drawn from all pairs, so that every instance is seen in training.
    ///
    /// SplitMix64 from the seed, Fisher-Yates over all pairs; the last pairs of the permutation are
    /// held out: 5,600 of the 48,600 published pairs, which leaves 43,000; of another number the same
    /// proportion, rounded to the nearest, but at least one.
    case pooled
    /// The testing file, as published: its instances (toys) are not those of the training file.
    case instances
  }

  /// How the held-out pairs are chosen.
  public let kind: Kind
  /// The seed of the permutation; `instances` draws nothing.
  public let seed: UInt64
  /// Pairs of the training file, which come first.
  public let trainingFileCount: Int
  /// Pairs of the testing file.
  public let testingFileCount: Int
  /// The held-out pairs, ascending.
  public let heldOut: [Int]

  /// Splits the pairs of two files, at least one in each.
  public init(_ kind: Kind, seed: UInt64, trainingFileCount: Int, testingFileCount: Int) {
    precondition(
      trainingFileCount > 0 && testingFileCount > 0,
      "\(trainingFileCount) and \(testingFileCount) pairs to split")
    self.kind = kind
    self.seed = seed
    self.trainingFileCount = trainingFileCount
    self.testingFileCount = testingFileCount
    let count = trainingFileCount + testingFileCount
    switch kind {
    case .instances: heldOut = Array(trainingFileCount..<count)
    case .pooled:
      var order = Array(0..<count)
      // A stream of its own: labels drawn with the same seed are independent.
      var generator = SplitMix64(seed: seed, stream: Self.stream, pass: 0)
      generator.shuffle(&order)
      let heldOutCount =
        (count * Self.published.heldOut + Self.published.all / 2) / Self.published.all
      heldOut = order.suffix(max(1, heldOutCount)).sorted()
    }
  }

  /// The training pairs, ascending: all others.
  public var training: [Int] {
    heldOut.complement(in: trainingFileCount + testingFileCount)
  }

  /// The paper trains on up to 38,000 pairs and a few thousand with labels; the rest is held out.
  private static let published = (all: 48_600, heldOut: 5_600)
  /// "NORB" in ASCII.
  private static let stream: UInt64 = 0x4E4F_5242
}

import Files

/// Toys of 5 categories seen by two cameras: 48,600 pairs of 96 × 96 grey images.
///
/// An image is [96, 96, 2] bytes, channel 0 the left camera and 1 the right one. It has four labels,
/// in this order: `category` (5), `elevation` (9), `azimuth` (18) and `lighting` (6). The pairs stay
/// in their files and are read by position.
///
/// All pairs have one pooled order: those of the training file in their order, then those of the
/// testing file. The published files have 24,300 each; others of the same form are read too.
public struct SmallNORB: KnownDataset {
  public let dataset: ImageDataset
  /// Which pairs of the pooled order are training and which test images.
  public let split: PairSplit

  /// The file that a rendered stand-in has beside its data.
  package static let standInMarker = "RENDERED-STAND-IN.txt"

  /// Loads the six files, `.gz` or not, from `directory/small-norb` or `directory`.
  ///
  /// A compressed file is unpacked once, into `cacheDirectory`; nil refuses compressed ones. With
  /// the files, `split` and `splitSeed` decide which pairs are held out; see `PairSplit.Kind`.
  public init(
    at directory: String, split: PairSplit.Kind = .pooled, splitSeed: UInt64 = 0,
    cacheDirectory: String?
  ) throws(DatasetError) {
    let folder = try Self.files.locate(directory)
    let training = try SmallNORBPart(
      Self.prefixes.training, in: folder, cacheDirectory: cacheDirectory)
    let testing = try SmallNORBPart(
      Self.prefixes.testing, in: folder, cacheDirectory: cacheDirectory)
    let pooled = LabelledImages(
      JoinedImages([training.images, testing.images]),
      factors: zip(training.factors, testing.factors).map { first, second in
        LabelColumn(
          name: first.name, classCount: first.classCount, values: first.values + second.values)
      })
    let split = PairSplit(
      split, seed: splitSeed, trainingFileCount: training.images.count,
      testingFileCount: testing.images.count)
    let isStandIn = Self.isStandIn(folder)
    self.split = split
    dataset = ImageDataset(
      name: Self.files.dataset, title: Self.title(isStandIn: isStandIn),
      train: pooled.selecting(split.training), test: pooled.selecting(split.heldOut),
      classNames: Self.classNames, isStandIn: isStandIn, split: split)
  }

  /// Whether the images were rendered by this software: nothing made of them is Small-NORB.
  public var isStandIn: Bool { dataset.isStandIn }
  /// What pictures, tables and reports call the data: `Small-NORB` or `rendered stand-in`.
  public var title: String { dataset.title }

  /// Whether one of the six files is in `directory/small-norb` or `directory`.
  package static func isPresent(at directory: String) -> Bool {
    (try? files.locate(directory)) != nil
  }

  /// The version of the rendered stand-in in `directory/small-norb` or `directory`, as its marker file
  /// gives it; nil for photographs, and where the marker has no version or cannot be read.
  package static func standInVersion(at directory: String) -> Int? {
    guard let folder = try? files.locate(directory),
      let note = try? InputFile("\(folder)/\(standInMarker)").contents()
    else { return nil }
    let label = "version: "
    return String(decoding: note, as: UTF8.self).split(whereSeparator: \.isNewline)
      .first { $0.hasPrefix(label) }.flatMap { Int($0.dropFirst(label.count)) }
  }

  /// Checks the structure of all six files and the range of every factor.
  ///
  /// No checksum of the published files is known here, so that each file's `expected` is nil and its
  /// `remark` says what was checked. A compressed file is unpacked once, into `cacheDirectory`.
  /// Throws as loading does.
  public static func verify(
    at directory: String, cacheDirectory: String?
  ) throws(DatasetError) -> [VerifiedFile] {
    let folder = try files.locate(directory)
    for prefix in [prefixes.training, prefixes.testing] {
      _ = try SmallNORBPart(prefix, in: folder, cacheDirectory: cacheDirectory)
    }
    let isStandIn = isStandIn(folder)
    var result: [VerifiedFile] = []
    for name in files.names {
      let path = try files.require(name, in: folder)
      let header = try MatrixFile(path, cacheDirectory: cacheDirectory).header
      result.append(
        VerifiedFile(
          path: path, found: try SHA256.digest(ofFile: path), expected: nil,
          remark: "\(header.element) \(header.shape), structure as it should be"
            + (isStandIn ? " (\(title(isStandIn: true)))" : "; no published checksum is known")))
    }
    return result
  }

  private static func isStandIn(_ folder: String) -> Bool {
    FileKind.of("\(folder)/\(standInMarker)") != nil
  }

  private static func title(isStandIn: Bool) -> String {
    isStandIn ? "rendered stand-in" : "Small-NORB"
  }
}

package import Compute
import Datasets
import Files

/// The rendered stand-in: pictures of toys in the file format of Small-NORB, for machines without
/// the photographs.
package enum StandIn {
  /// The version of the toys and of the way they are drawn; it grows when the pictures change.
  package static let version = 2
  /// Pairs in each of the two parts: 5 categories × 5 instances × 9 × 18 × 6.
  package static let pairsPerPart = 24_300
  /// Pairs drawn between two calls of `isCancelled`.
  static let batch = 512

  /// Renders all 48,600 pairs into `folder`: six files with the names of the real ones, and a file
  /// that says what they are.
  ///
  /// The files are written into `FOLDER.rendering`, which is renamed at the end: `folder` is there
  /// complete or not at all. About 900 MB are needed. A folder that holds anything is refused, unless
  /// it is a rendered stand-in itself and `replacing` is true.
  ///
  /// - Parameters:
  ///   - seed: decides the toys' proportions, the order of the pairs, and each pair's placement,
  ///     exposure and noise.
  ///   - cacheDirectory: where compiled programs are kept; nil keeps them in memory only.
  ///   - pairsPerPart: only the first pairs of each part, of 24,300.
  ///   - progress: gets the number of pairs done and in all, after each batch.
  ///   - isCancelled: asked before each batch; on true everything written is removed.
  /// - Returns: whether the folder was written; false when cancelled.
  /// - Throws: `DatasetError` (`cannotCreate`, `inputOutput`) or `ComputeError`; nothing is left
  ///   behind then either.
  package static func write(
    to folder: String, seed: UInt64, on device: Device, cacheDirectory: String?,
    replacing: Bool = false, pairsPerPart: Int = pairsPerPart,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    isCancelled: () -> Bool = { false }
  ) throws -> Bool {
    precondition(
      (1...Self.pairsPerPart).contains(pairsPerPart), "\(pairsPerPart) pairs in a part")
    let parts = StandInPart.all(seed: seed, count: pairsPerPart)
    let total = parts.reduce(0) { $0 + $1.scenes.count }
    let place = try DatasetError.files { () throws(FileError) in
      try NewFolder(
        folder, size: total * (2 * StandInRenderer.size * StandInRenderer.size + 20) + 4096,
        by: .init(inProgress: "rendering", done: "rendered"),
        replacing: replacing ? SmallNORB.standInMarker : nil)
    }
    let renderer = try StandInRenderer(device, seed: seed, cacheDirectory: cacheDirectory)
    try DatasetError.files { () throws(FileError) in
      try place.write(note(seed: seed, pairs: total), to: SmallNORB.standInMarker)
    }
    var done = 0
    for part in parts {
      try part.writeFactors(to: place.temporary)
      let images = try part.makeImageFile(in: place.temporary)
      for start in stride(from: 0, to: part.scenes.count, by: batch) {
        if isCancelled() { return false }
        let scenes = part.scenes[start..<min(start + batch, part.scenes.count)]
        try images.append(try renderer.render(Array(scenes)))
        done += scenes.count
        progress(done, total)
      }
      try images.finish()
    }
    if isCancelled() { return false }
    try DatasetError.files { () throws(FileError) in try place.finish() }
    return true
  }

  /// The text of the file that says that the pictures are no photographs.
  static func note(seed: UInt64, pairs: Int) -> String {
    """
    This folder holds a rendered stand-in in the file format of Small-NORB.
    The pictures were drawn by Continuum. They are not photographs, and no result on them is a
    result on the data set whose file names they carry.
    They have \(Photograph.summary).

    pairs: \(pairs)
    seed: \(seed)
    version: \(version)

    """
  }
}

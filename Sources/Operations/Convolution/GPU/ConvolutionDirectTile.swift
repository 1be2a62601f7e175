import Basics
package import Graphs

/// The tile of the GPU family's direct kernel, for few source or few target channels.
package struct ConvolutionDirectTile: Sendable, Hashable {
  /// Neighbouring pixels of a work-item, as the kernel has it.
  private static let run = 8
  /// Channels of a side that count as few.
  private static let few = 4
  /// Bytes of local memory that leave room for a second work-group.
  private static let localBudget = 24_576

  /// Target channels of a work-item: 1, 2 or 4.
  let targets: Int
  /// Work-items side by side across the target channels.
  let lanes: Int
  /// Rows of target pixels.
  let height: Int
  /// Runs of pixels in a row.
  let runs: Int
  /// Source channels that are staged at a time.
  let chunk: Int

  private let patchBytes: Int
  private let weightBytes: Int
  /// What the lanes of pixels share of the statistics, in the same memory afterwards.
  private let statisticsBytes: Int

  /// Nil where channels are many on both sides, where a line of the patch does not fit the registers, or
  /// where the device's limits allow no tile.
  package init?(
    _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection, for device: DeviceTraits
  ) {
    let shape = geometry.side(direction)
    guard min(shape.sources, shape.targets) <= Self.few, shape.pixelStep <= 2,
      shape.windowWidth <= 8
    else { return nil }
    let isNarrow = shape.targets <= Self.few
    let targets = isNarrow && shape.targets < 3 ? shape.targets : 4
    let lanes = min(16, shape.targets.dividedRoundingUp(by: targets))
    let total = shape.classWidth.dividedRoundingUp(by: Self.run)
    // As many runs as leave least of the last tile unused.
    let runs = (1...min(4, total)).reversed().min {
      (total + $0 - 1) / $0 * $0 < (total + $1 - 1) / $1 * $1
    }
    guard let runs else { return nil }
    let fitting = min(128, device.maximumWorkGroupSize) / (lanes * runs)
    var height = min(16, shape.classHeight, fitting)
    while height > 0 {
      for chunk in [16, 8, 4, 2, 1] where chunk < 2 * shape.sources {
        let chunk = min(chunk, shape.sources)
        let tile = Self(
          shape, targets: targets, lanes: lanes, height: height, runs: runs, chunk: chunk)
        if tile.localBytes <= min(Self.localBudget, device.localMemoryBytes) {
          self = tile
          return
        }
      }
      height /= 2
    }
    return nil
  }

  private init(
    _ shape: ConvolutionSide, targets: Int, lanes: Int, height: Int, runs: Int, chunk: Int
  ) {
    (self.targets, self.lanes, self.height) = (targets, lanes, height)
    (self.runs, self.chunk) = (runs, chunk)
    let patchHeight = (height - 1) * shape.pixelStep + shape.windowHeight
    let patchWidth = (runs * Self.run - 1) * shape.pixelStep + shape.windowWidth
    patchBytes = chunk * patchHeight * ((patchWidth + 7) / 8 * 8 + 1) * 4
    weightBytes = shape.windowHeight * shape.windowWidth * chunk * lanes * targets * 4
    statisticsBytes = height * runs * (2 * lanes * targets + 1) * 4
  }

  package var workItems: Int { lanes * height * runs }
  package var localBytes: Int { max(patchBytes + weightBytes, statisticsBytes) }

  /// Work-groups side by side across the target channels.
  func blocks(_ shape: ConvolutionSide) -> Int {
    (shape.targets + lanes * targets - 1) / (lanes * targets)
  }

  /// Tiles over the pixels of each class: of columns times of rows times images.
  func pixelTiles(_ shape: ConvolutionSide, batch: Int) -> Int {
    let width = runs * Self.run
    return (shape.classWidth.dividedRoundingUp(by: width))
      * (shape.classHeight.dividedRoundingUp(by: height)) * batch
  }

  /// The constants that the kernel is compiled with.
  var constants: [String: Int] {
    [
      "TARGETS": targets, "TARGET_LANES": lanes, "TILE_HEIGHT": height, "RUNS": runs,
      "CHUNK": chunk,
    ]
  }
}

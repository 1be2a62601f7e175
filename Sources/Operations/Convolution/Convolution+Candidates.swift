import Basics
import Graphs

extension ConvolutionGeometry {
  /// Alternatives to the rule's algorithm: 0 for the direct kernel, else the points of Winograd's.
  func algorithms(_ direction: ConvolutionDirection?, _ device: DeviceTraits) -> [Int] {
    let points = [4, 6].filter {
      WinogradTile.suits(self, direction, points: $0, vectorWidth: device.vectorWidth)
    }
    return points.isEmpty ? [] : ([0] + points).filter { $0 != WinogradTile.defaultPoints }
  }

  /// The choices of a direction: the algorithm, then its tile.
  func tuningSpace(
    _ direction: ConvolutionDirection, key: String, _ device: DeviceTraits
  ) -> TuningSpace? {
    if let space = mmaTuningSpace(direction, key: key, device) { return space }
    return switch device.family {
    case .cpu: cpuSpace(direction, key: key, device)
    case .gpu: gpuSpace(direction, key: key, device)
    }
  }

  /// The GPU family's kernel, and the tile of the implicit matrix product if that is the kernel.
  private func gpuSpace(
    _ direction: ConvolutionDirection, key: String, _ device: DeviceTraits
  ) -> TuningSpace {
    let winograd = WinogradGPU(self, direction, for: device)?.defaultPoints
    let isDirect = ConvolutionDirectTile(self, direction, for: device) != nil
    @Sendable func isWinograd(_ chosen: [String: Int]) -> Bool {
      guard let winograd else { return false }
      return (chosen["winograd"] ?? winograd) != 0
    }
    return TuningSpace(
      key: key,
      [
        .init("winograd", winograd.map { [$0 == 0 ? 4 : 0] } ?? []),
        .init("direct") { isDirect && !isWinograd($0) ? [0] : [] },
      ]
        + ConvolutionGPUTile.axes(product(direction)) {
          isWinograd($0) || isDirect && $0["direct"] != 0
        })
  }

  /// The CPU family's algorithm and tile: vectors of target channels, then pixels whose accumulators fit
  /// the registers.
  private func cpuSpace(
    _ direction: ConvolutionDirection, key: String, _ device: DeviceTraits
  ) -> TuningSpace {
    let tile = ConvolutionTile(self, direction, vectorWidth: device.vectorWidth)
    let targets = side(direction).targets
    let widest = tile.vectorsAlongK ? 1 : min(4, targets.dividedRoundingUp(by: device.vectorWidth))
    // A few more than there are registers: the compiler may still find room.
    let accumulators = device.vectorWidth == 16 ? 28 : 12
    let row = side(direction).classWidth
    let ruledVectors = tile.vectors
    return TuningSpace(
      key: key,
      [
        .init("winograd", algorithms(direction, device)),
        .init("vectors", tile.vectorsAlongK ? [] : Array(1...widest)),
        .init("pixels") { chosen in
          let limit =
            tile.vectorsAlongK
            ? 24 / tile.lanes : min(14, accumulators / (chosen["vectors"] ?? ruledVectors))
          return Array(Swift.stride(from: max(1, min(row, limit)), through: 1, by: -1).prefix(8))
        },
      ])
  }
}

extension ConvolutionGPUTile {
  /// Extents of which less than half is unused, and the K of a K-tile.
  ///
  /// - Parameter isUnused: whether earlier choices exclude this kernel.
  static func axes(
    _ product: Product,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool = { _ in false }
  ) -> [TuningSpace.Axis] {
    func axis(_ choice: String, _ values: [Int]) -> TuningSpace.Axis {
      .init(choice) { isUnused($0) ? [] : values }
    }
    return [
      axis("tileRows", extents.filter { $0 == extents.last || $0 < 2 * product.rows }),
      axis("tileColumns", extents.filter { $0 == extents.last || $0 < 2 * product.columns }),
      axis("tileDepth", kTiles),
    ]
  }
}

import Basics
public import Graphs

extension Convolution: Tunable {
  public func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    geometry(inputs)?.tuningSpace(.forward, key: "\(name) \(geometry(inputs)?.key ?? "")", device)
  }

  /// The source and, where there is one, the gate.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> {
    gate == nil ? [0] : [0, epilogue.gateInput]
  }

  /// Without statistics of the result.
  public func unprepared(_ inputs: [TensorSpec]) -> (operation: any Tunable, inputs: [TensorSpec]) {
    let plain = epilogue.with(nil)
    return (
      Convolution(stride: stride, padding: padding, epilogue: plain),
      Array(inputs.prefix(2 + plain.inputCount))
    )
  }
}

extension ConvolutionInputGradient: Tunable {
  public func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    geometry(inputs)?.tuningSpace(
      .inputGradient, key: "\(name) \(geometry(inputs)?.key ?? "")", device)
  }

  /// The source and, where there is one, the gate.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> {
    gate == nil ? [0] : [0, epilogue.gateInput]
  }

  /// Without statistics of the result.
  public func unprepared(_ inputs: [TensorSpec]) -> (operation: any Tunable, inputs: [TensorSpec]) {
    let plain = epilogue.with(nil)
    return (
      ConvolutionInputGradient(
        stride: stride, padding: padding, imageHeight: imageHeight, imageWidth: imageWidth,
        epilogue: plain),
      Array(inputs.prefix(2 + plain.inputCount))
    )
  }
}

extension ConvolutionGeometry {
  /// The algorithms to try: 0 for the direct kernel, else the points of Winograd's, but for those of the rule.
  func algorithms(_ direction: ConvolutionDirection?, _ device: DeviceTraits) -> [Int] {
    let points = [4, 6].filter {
      WinogradTile.suits(self, direction, points: $0, vectorWidth: device.vectorWidth)
    }
    return points.isEmpty ? [] : ([0] + points).filter { $0 != WinogradTile.ruledPoints }
  }

  /// The algorithm, then its tile.
  func tuningSpace(
    _ direction: ConvolutionDirection, key: String, _ device: DeviceTraits
  ) -> TuningSpace? {
    if let space = tensorTuningSpace(direction, key: key, device) { return space }
    return switch device.family {
    case .cpu: vectorSpace(direction, key: key, device)
    case .gpu: groupSpace(direction, key: key, device)
    }
  }

  /// The GPU family's kernel, and the tile of the implicit matrix product where that is chosen.
  private func groupSpace(
    _ direction: ConvolutionDirection, key: String, _ device: DeviceTraits
  ) -> TuningSpace {
    let winograd = WinogradGPU(self, direction, for: device)?.ruledPoints
    let isDirect = ConvolutionDirectTile(self, direction, for: device) != nil
    @Sendable func isWinograd(_ chosen: [String: Int]) -> Bool {
      winograd.map { chosen["winograd"] ?? $0 } ?? 0 != 0
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

  /// The CPU family's algorithm and tile: vectors of target channels, then pixels that leave the
  /// sums in registers.
  private func vectorSpace(
    _ direction: ConvolutionDirection, key: String, _ device: DeviceTraits
  ) -> TuningSpace {
    let tile = ConvolutionTile(self, direction, vectorWidth: device.vectorWidth)
    let targets = direction == .forward ? outChannels : inChannels
    let widest = tile.inner ? 1 : min(4, targets.dividedRoundingUp(by: device.vectorWidth))
    // A few more than the registers hold: the compiler may still find room.
    let sums = device.vectorWidth == 16 ? 28 : 12
    let row = (direction == .forward ? outWidth : width.dividedRoundingUp(by: stride))
    let usual = tile.vectors
    return TuningSpace(
      key: key,
      [
        .init("winograd", algorithms(direction, device)),
        .init("vectors", tile.inner ? [] : Array(1...widest)),
        .init("pixels") { chosen in
          let limit =
            tile.inner ? 24 / tile.lanes : min(14, sums / (chosen["vectors"] ?? usual))
          return Array(Swift.stride(from: max(1, min(row, limit)), through: 1, by: -1).prefix(8))
        },
      ])
  }
}

extension ConvolutionGPUTile {
  /// The tile's extents that leave less than half of it unused, and the depth of its K-tiles.
  ///
  /// - Parameter isUnused: whether the choices before these have no use for a tile.
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
      axis("tileDepth", depths),
    ]
  }
}

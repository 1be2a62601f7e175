import Graphs
import Kernels

/// The launches of Winograd's algorithm on a CPU, for convolutions that suit it.
extension ConvolutionGeometry {
  /// The points of the transform (4 or 6), by the tuning choice `winograd` or the default; nil where the
  /// direct kernel is used: the choice is 0, or the convolution does not suit the points.
  func winogradPoints(
    _ direction: ConvolutionDirection?, _ device: DeviceTraits, _ tuning: TuningRecord,
    _ key: String
  ) -> Int? {
    let points = tuning[key, "winograd"] ?? WinogradTile.defaultPoints
    return WinogradTile.suits(self, direction, points: points, vectorWidth: device.vectorWidth)
      ? points : nil
  }

  /// The forward pass or the input gradient: operand 0 is the source, operand 1 the weights.
  func winogradLowering(
    _ direction: ConvolutionDirection, points: Int, epilogue: ConvolutionEpilogue,
    for device: DeviceTraits
  ) -> Lowering {
    let tile = WinogradTile(self, direction, points: points, for: device)
    let statistics = epilogue.makeStatistics(
      of: result(direction), parts: tile.parts, for: device)
    let constants = constants.merging(tile.constants) { $1 }.merging(epilogue.constants) { $1 }
      .merging(statistics.constants) { $1 }.merging(["REVERSED": direction.reversed]) { $1 }
    func launch(
      _ function: String, _ arguments: [KernelLaunch.Argument], global: [Int]
    ) -> Launch {
      .kernel(
        KernelLaunch(
          KernelSpecification(.winogradConvolution, function, constants: constants), arguments,
          global: global, local: global.map { _ in 1 }))
    }
    return statistics.appended(
      to: Lowering(
        [
          launch(
            "winogradWeights", [.input(1), .workspace(0)],
            global: [side(direction).sources, stride * stride]),
          launch(
            "winogradConvolution",
            arguments(
              weights: .workspace(0), epilogue, statistics: statistics.arguments(workspace: 2))
              + [.workspace(1)],
            global: [tile.workItems]),
        ],
        workspace: [tile.packedBytes, tile.stagingBytes]))
  }

  /// The filter gradient: operand 0 is the image, operand 1 the features.
  func winogradFilterLowering(
    points: Int, for device: DeviceTraits, tunedSlices: Int?
  ) -> Lowering {
    let tile = WinogradTile(
      filterGradientOf: self, points: points, for: device, tunedSlices: tunedSlices)
    let constants = constants.merging(tile.constants) { $1 }.merging(
      ["REVERSED": 0, "SLICES": tile.workItems]) { $1 }
    func launch(
      _ function: String, _ arguments: [KernelLaunch.Argument], global: [Int]
    ) -> Launch {
      .kernel(
        KernelLaunch(
          KernelSpecification(.winogradFilterGradient, function, constants: constants), arguments,
          global: global, local: global.map { _ in 1 }))
    }
    return Lowering(
      [
        launch(
          "winogradFilterGradient", [.input(0), .input(1), .workspace(0), .workspace(1)],
          global: [tile.workItems]),
        launch(
          "winogradFilterReduction", [.workspace(0), .output(0)],
          global: [stride * stride * inChannels, outChannels / device.vectorWidth]),
      ],
      workspace: [tile.partialBytes, tile.stagingBytes])
  }
}

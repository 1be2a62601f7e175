import Graphs
import Kernels

/// The launches of Winograd's algorithm on a CPU, where a convolution suits it.
extension ConvolutionGeometry {
  /// Whether the algorithm can be used, and a record asks for it (`winograd` 1 or 0) or else `rule`.
  func usesWinograd(
    _ device: DeviceTraits, _ tuning: TuningRecord, _ key: String, rule: Bool
  ) -> Bool {
    WinogradTile.suits(self, vectorWidth: device.vectorWidth)
      && tuning[key, "winograd"].map { $0 != 0 } ?? rule
  }

  /// The forward pass or the input gradient: operand 0 is the source, operand 1 the weights.
  func winogradLowering(
    _ direction: ConvolutionDirection, epilogue: ConvolutionEpilogue, for device: DeviceTraits
  ) -> Lowering {
    let tile = WinogradTile(self, direction, for: device)
    let constants = constants.merging(tile.constants) { $1 }.merging(epilogue.constants) { $1 }
      .merging(["REVERSED": direction.reversed]) { $1 }
    func launch(
      _ function: String, _ arguments: [KernelLaunch.Argument], global: [Int]
    ) -> Launch {
      .kernel(
        KernelLaunch(
          KernelSpecification(.winogradConvolution, function, constants: constants), arguments,
          global: global, local: global.map { _ in 1 }))
    }
    let sources = direction == .forward ? inChannels : outChannels
    return Lowering(
      [
        launch(
          "winogradWeights", [.input(1), .workspace(0)], global: [sources, stride * stride]),
        launch(
          "winogradConvolution",
          [.input(0), .workspace(0)] + (0..<epilogue.inputCount).map { .input(2 + $0) }
            + [.output(0), .workspace(1)],
          global: [tile.shares]),
      ],
      workspace: [tile.packedBytes, tile.stagingBytes])
  }

  /// The filter gradient: operand 0 is the image, operand 1 the features.
  func winogradFilterLowering(for device: DeviceTraits, tunedSlices: Int?) -> Lowering {
    let tile = WinogradTile(filterGradientOf: self, for: device, tunedSlices: tunedSlices)
    let constants = constants.merging(tile.constants) { $1 }.merging(
      ["REVERSED": 0, "SLICES": tile.shares]) { $1 }
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
          global: [tile.shares]),
        launch(
          "winogradFilterReduction", [.workspace(0), .output(0)],
          global: [stride * stride * inChannels, outChannels / device.vectorWidth]),
      ],
      workspace: [tile.partialBytes, tile.stagingBytes])
  }
}

import Graphs
import Kernels

/// The launches of the forward pass and of the input gradient.
///
/// Operand 0 is the source, operand 1 the weights; the epilogue's inputs follow.
extension ConvolutionGeometry {
  /// - Parameters:
  ///   - prologue: only in the GPU family, where `canNormalize` allows one.
  ///   - half: what is stored in half precision, in the GPU family.
  ///   - tuning: `winograd` (points of the transform, or 0), `pixels` and `vectors` override the CPU
  ///     family's rules; for the GPU family's choices see `gpuLowering`.
  ///   - key: the key of these choices.
  func lowering(
    _ direction: ConvolutionDirection, prologue: ConvolutionPrologue, epilogue: ConvolutionEpilogue,
    half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord, key: String
  ) -> Lowering {
    switch device.family {
    case .cpu:
      prologue.requireNothing(in: key)
      if let points = winogradPoints(direction, device, tuning, key) {
        return winogradLowering(direction, points: points, epilogue: epilogue, for: device)
      }
      let tile = ConvolutionTile(
        self, direction, vectorWidth: device.vectorWidth,
        tunedPixels: tuning[key, "pixels"].map { max(1, $0) },
        tunedVectors: tuning[key, "vectors"])
      let statistics = epilogue.makeStatistics(
        of: result(direction), parts: tile.vectorsAlongK ? nil : tile.parts(batch: batch),
        for: device)
      return statistics.appended(
        to: Lowering(
          [.kernel(packing(for: tile)), .kernel(product(with: tile, epilogue, statistics))],
          workspace: [tile.packedBytes]))
    case .gpu:
      guard prologue == .nothing,
        let mma = mmaLowering(
          direction, epilogue: epilogue, for: device, tuning: tuning, key: key)
      else {
        return gpuLowering(
          direction, prologue: prologue, epilogue: epilogue, half: half, for: device,
          tuning: tuning, key: key)
      }
      return epilogue.makeStatistics(of: result(direction), parts: nil, half: half, for: device)
        .appended(to: mma)
    }
  }

  /// Whether a device's kernels can normalise their source as they load it: those of the GPU family
  /// without tensor cores.
  func canNormalize(_ direction: ConvolutionDirection, for device: DeviceTraits) -> Bool {
    device.family == .gpu && mmaTuningSpace(direction, key: "", device) == nil
  }

  /// A kernel's arguments: source, weights, prologue, epilogue, statistics, result.
  func arguments(
    weights: KernelLaunch.Argument, after prologue: ConvolutionPrologue = .nothing,
    _ epilogue: ConvolutionEpilogue, statistics: [KernelLaunch.Argument] = []
  ) -> [KernelLaunch.Argument] {
    let operands: [KernelLaunch.Argument] = [.input(0), weights] + prologue.arguments
    return operands + epilogue.arguments + statistics + [.output(0)]
  }

  private func packing(for tile: ConvolutionTile) -> KernelLaunch {
    let side = side(tile.direction)
    let sizes = [
      kernelHeight, kernelWidth, side.sources, side.targets, side.classStep,
      tile.direction.reversed, tile.vectorsAlongK ? 1 : 0, tile.sharesBroadcasts ? 1 : 0,
      tile.sharesBroadcasts ? side.pixelStep : 1, tile.lanes, tile.windowPitch,
    ]
    return KernelLaunch(
      KernelSpecification(.convolutionWeightPacking, "convolutionWeightPacking"),
      [.input(1), .workspace(0)] + sizes.map { .int(Int32($0)) },
      global: [tile.windowHeight, tile.blocks, tile.classStep * tile.classStep],
      local: [1, 1, 1])
  }

  private func product(
    with tile: ConvolutionTile, _ epilogue: ConvolutionEpilogue,
    _ statistics: ConvolutionStatistics
  ) -> KernelLaunch {
    let constants = constants.merging(tile.constants) { $1 }.merging(epilogue.constants) { $1 }
      .merging(statistics.constants) { $1 }
    let kernel =
      switch tile.direction {
      case .forward:
        KernelSpecification(.convolutionForward, "convolutionForward", constants: constants)
      case .inputGradient:
        KernelSpecification(
          .convolutionInputGradient, "convolutionInputGradient", constants: constants)
      }
    return KernelLaunch(
      kernel,
      arguments(
        weights: .workspace(0), epilogue, statistics: statistics.arguments(workspace: 1)),
      global: [
        tile.columnTiles * tile.rows * batch, tile.blocks, tile.classStep * tile.classStep,
      ],
      local: [1, 1, 1])
  }
}

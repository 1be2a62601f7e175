import Graphs
import Kernels

/// The launches of the forward pass and of the input gradient.
///
/// Operand 0 is the source, operand 1 the weights; the epilogue's inputs follow.
extension ConvolutionGeometry {
  /// - Parameters:
  ///   - prologue: none but in the GPU family, and there what `canNormalize` allows.
  ///   - half: what is stored in half precision, in the GPU family.
  ///   - tuning: its choices `winograd` (points of the transform, or 0), `pixels` and `vectors` override
  ///     the CPU family's rules. For those of the GPU family see `groupLowering`.
  ///   - key: where the record has them.
  func lowering(
    _ direction: ConvolutionDirection, prologue: ConvolutionPrologue, epilogue: ConvolutionEpilogue,
    half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord, key: String
  ) -> Lowering {
    switch device.family {
    case .cpu:
      prologue.requireNothing()
      if let points = winogradPoints(direction, device, tuning, key) {
        return winogradLowering(direction, points: points, epilogue: epilogue, for: device)
      }
      let tile = ConvolutionTile(
        self, direction, vectorWidth: device.vectorWidth,
        tunedPixels: tuning[key, "pixels"].map { max(1, $0) },
        tunedVectors: tuning[key, "vectors"])
      let statistics = epilogue.makeStatistics(
        of: result(direction), parts: tile.inner ? nil : tile.parts(batch: batch), for: device)
      return statistics.appended(
        to: Lowering(
          [.kernel(packing(for: tile)), .kernel(product(with: tile, epilogue, statistics))],
          workspace: [tile.packedBytes]))
    case .gpu:
      guard prologue == .nothing,
        let tensor = tensorLowering(
          direction, epilogue: epilogue, for: device, tuning: tuning, key: key)
      else {
        return groupLowering(
          direction, prologue: prologue, epilogue: epilogue, half: half, for: device,
          tuning: tuning, key: key)
      }
      return epilogue.makeStatistics(of: result(direction), parts: nil, half: half, for: device)
        .appended(to: tensor)
    }
  }

  /// Whether the kernels for a device normalise their source as they load it: those of the GPU family,
  /// but for tensor cores.
  func canNormalize(_ direction: ConvolutionDirection, for device: DeviceTraits) -> Bool {
    device.family == .gpu && tensorTuningSpace(direction, key: "", device) == nil
  }

  /// Arguments of a product: source, weights, those of the prologue, of the epilogue and of the
  /// statistics, result.
  func arguments(
    weights: KernelLaunch.Argument, after prologue: ConvolutionPrologue = .nothing,
    _ epilogue: ConvolutionEpilogue, statistics: [KernelLaunch.Argument] = []
  ) -> [KernelLaunch.Argument] {
    let operands: [KernelLaunch.Argument] = [.input(0), weights] + prologue.arguments
    return operands + epilogue.arguments + statistics + [.output(0)]
  }

  private func packing(for tile: ConvolutionTile) -> KernelLaunch {
    let isForward = tile.direction == .forward
    let numbers = [
      kernelHeight, kernelWidth, isForward ? inChannels : outChannels,
      isForward ? outChannels : inChannels, tile.classStep, tile.direction.reversed,
      tile.inner ? 1 : 0, tile.grouped ? 1 : 0,
      tile.grouped && isForward ? stride : 1, tile.lanes,
      tile.windowPitch,
    ]
    return KernelLaunch(
      KernelSpecification(.convolutionWeightPacking, "convolutionWeightPacking"),
      [.input(1), .workspace(0)] + numbers.map { .int(Int32($0)) },
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

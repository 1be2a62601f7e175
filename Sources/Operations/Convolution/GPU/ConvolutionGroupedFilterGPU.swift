import Basics
import Graphs
import Kernels

/// The filter gradient in groups on a GPU, a work-item for one or four weights: partial sums of slices of
/// the batch's pixels (split-K), then their sum.
///
/// Tuning key: that of the operation followed by `grouped`. Choice: `slices`.
struct ConvolutionGroupedFilterGPU: ConvolutionAlgorithm {
  static let name = "grouped"
  static let supported: Set<ConvolutionProblem.Need> = [.prologue, .halfStorage, .groups]

  /// Pixels of a slice, at least and at most: one sum of more has larger rounding errors.
  private static let slicePixels = 256...4_096
  /// Work-items that keep a compute unit busy.
  private static let busyWorkItems = 1_024

  private let problem: ConvolutionProblem

  static func tuningKey(_ problem: ConvolutionProblem) -> String { problem.groupedKey }

  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    [.init("slices", [1, 4, 16, 64, 256])]
  }

  init(_ problem: ConvolutionProblem) { self.problem = problem }

  var lowering: Lowering {
    problem.requireIntIndices()
    let (geometry, side, device) = (problem.geometry, problem.side, problem.device)
    let rows = geometry.kernel.rows
    let items = geometry.kernel.count / (side.groupSources.isMultiple(of: 4) ? 4 : 1)
    let pixels = geometry.batch * geometry.outHeight * geometry.outWidth
    let (slices, slicePixels) = slices(of: pixels, items: items)
    let sizes = [
      "GROUP_SOURCES": side.groupSources, "GROUP_TARGETS": side.groupTargets, "WEIGHT_ROWS": rows,
      "PIXEL_COUNT": pixels, "SLICE_PIXELS": slicePixels,
    ]
    let constants = problem.constants.merging(problem.prologue.constants) { $1 }
      .merging(sizes) { $1 }
      .merging(problem.half.constants(["x": .input(0), "dy": .input(1)])) { $1 }
    let group = min(64, device.maximumWorkGroupSize)
    func product(to result: KernelLaunch.Argument) -> Launch {
      .kernel(
        KernelLaunch(
          KernelSpecification(
            .convolutionGroupedFilterGPU, "convolutionGroupedFilterGPU", constants: constants),
          [.input(0), .input(1)] + problem.prologue.arguments + [result],
          global: [items.roundedUp(toMultipleOf: group), slices], local: [group, 1]))
    }
    guard slices > 1 else { return Lowering([product(to: .output(0))]) }
    return Lowering(
      [
        product(to: .workspace(0)),
        MatrixProduct().sum(
          of: slices, in: .workspace(0), rows: rows, columns: geometry.outChannels, for: device),
      ], workspace: [slices * geometry.kernel.count * 4])
  }

  private func slices(of pixels: Int, items: Int) -> (count: Int, pixels: Int) {
    let wanted =
      problem.tuning[Self.tuningKey(problem), "slices"]
      ?? (Self.busyWorkItems * problem.device.computeUnits).dividedRoundingUp(by: items)
    let fewest = pixels.dividedRoundingUp(by: Self.slicePixels.upperBound)
    let most = pixels.dividedRoundingUp(by: Self.slicePixels.lowerBound)
    let length = pixels.dividedRoundingUp(by: max(fewest, min(wanted, most)))
    return (pixels.dividedRoundingUp(by: length), length)
  }
}

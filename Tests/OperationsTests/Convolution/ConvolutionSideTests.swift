import Graphs
import Operations
import Testing

/// A direction in terms of source and target, as the kernels get it.
@Suite("ConvolutionSide")
struct ConvolutionSideTests {
  /// 5 × 6 features of an image of 9 × 11, kernels of 3 × 5 at stride 2.
  private static let test = ConvolutionCase([2, 9, 11, 3], [3, 5, 3, 33], stride: 2)

  private func launch(
    _ direction: ConvolutionCase.Direction, _ function: String, on family: DeviceTraits.Family
  ) throws -> KernelLaunch {
    try Self.test.lowering(direction, on: DeviceTraits(family: family)).launch(of: function)
  }

  /// A target pixel meets the whole kernel; its neighbours' windows begin a stride apart.
  @Test func forward() throws {
    let expected = [
      "REVERSED": 0, "CLASS_STEP": 1, "PIXEL_STEP": 2, "WINDOW_HEIGHT": 3, "WINDOW_WIDTH": 5,
      "CLASS_HEIGHT": 5, "CLASS_WIDTH": 6,
    ]
    expect(expected, in: try launch(.forward, "convolutionForward", on: .cpu))
    expect(expected, in: try launch(.forward, "convolutionDirect", on: .gpu))
    expect(
      expected, in: try launch(.filterGradient, "convolutionFilterGradient", on: .cpu))
    expect(expected, in: try launch(.filterGradient, "convolutionFilterTiled", on: .gpu))
  }

  /// A pixel of a parity class meets every second tap: 2 or 1 of 3, 3 or 2 of 5.
  @Test func inputGradient() throws {
    let expected = [
      "REVERSED": 1, "CLASS_STEP": 2, "PIXEL_STEP": 1, "WINDOW_HEIGHT": 2, "WINDOW_WIDTH": 3,
      "CLASS_HEIGHT": 5, "CLASS_WIDTH": 6,
    ]
    expect(expected, in: try launch(.inputGradient, "convolutionInputGradient", on: .cpu))
    expect(expected, in: try launch(.inputGradient, "convolutionDirect", on: .gpu))
  }
}

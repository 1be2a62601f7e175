import Graphs
import Operations
import Testing

/// Why Winograd's algorithm is not used on a CPU.
@Suite("WinogradTile+Points")
struct WinogradTilePointsTests {
  private static let refused: [(ConvolutionCase, [String: Int], String)] = [
    (ConvolutionCase([64, 27, 27, 16], [7, 7, 16, 16], stride: 3), [:], "stride 3, at most 2"),
    (
      ConvolutionCase([64, 14, 14, 64], [5, 5, 64, 64]), [:],
      "a kernel of 5x5 at stride 1, needs 3x3 or 4x4 taps per phase for 6 points"
    ),
    (
      ConvolutionCase([64, 14, 14, 64], [4, 4, 64, 64]), ["winograd": 4],
      "a kernel of 4x4 at stride 1, needs 3x3 taps per phase for 4 points"
    ),
    (
      ConvolutionCase([64, 14, 14, 60], [3, 3, 60, 64]), [:],
      "60 and 64 channels, needs multiples of 16"
    ),
    (
      ConvolutionCase([1, 8, 8, 64], [3, 3, 64, 64]), [:], "64 feature pixels, pays from 1024"
    ),
    (
      ConvolutionCase([64, 14, 14, 64], [3, 3, 64, 64]), ["winograd": 0],
      "the tuning record says winograd = 0"
    ),
  ]

  @Test(arguments: refused.indices)
  func reasons(_ index: Int) throws {
    let (test, choices, reason) = Self.refused[index]
    let device = DeviceTraits(family: .cpu, vectorWidth: 16)
    for direction in ConvolutionCase.Direction.allCases {
      let lowering = try test.lowering(direction, on: device, choices: choices)
      let choice = try #require(lowering.algorithm)
      #expect(choice.name == "direct")
      #expect(choice.passedOver == [.init(name: "winograd", reason: reason)])
    }
  }

  /// An image of few channels, forward only: two at stride 2, or four at stride 1.
  @Test(
    arguments: [
      ConvolutionCase([64, 96, 96, 2], [7, 7, 2, 32], stride: 2),
      ConvolutionCase([64, 28, 28, 4], [3, 3, 4, 32]),
    ])
  func fewChannels(_ test: ConvolutionCase) throws {
    let device = DeviceTraits(family: .cpu, vectorWidth: 16)
    #expect(try test.lowering(.forward, on: device).algorithm?.name == "winograd")
    #expect(try test.lowering(.inputGradient, on: device).algorithm?.name == "direct")
    #expect(try test.lowering(.filterGradient, on: device).algorithm?.name == "direct")
  }
}

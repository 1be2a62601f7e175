import Graphs
import Operations
import Testing

@Suite("WinogradGPU")
struct WinogradGPUTests {
  private func points(
    _ image: Shape, _ kernel: Shape, stride: Int = 1,
    on device: DeviceTraits = DeviceTraits(family: .gpu, computeUnits: 20)
  ) throws -> Int? {
    let geometry = try #require(
      ConvolutionGeometry(image: image, kernel: kernel, stride: stride, padding: .same))
    return (try? WinogradGPUTile(geometry, .forward, for: device))?.defaultPoints
  }

  @Test func manyChannelsUseIt() throws {
    #expect(try points([64, 28, 28, 64], [3, 3, 64, 64]) == 4)
    #expect(try points([64, 28, 28, 16], [3, 3, 16, 64]) == 0)
    #expect(try points([1, 8, 8, 64], [3, 3, 64, 64]) == 0)
  }

  @Test func otherGeometriesCannot() throws {
    #expect(try points([64, 28, 28, 64], [3, 3, 64, 64], stride: 2) == nil)
    #expect(try points([64, 28, 28, 64], [5, 5, 64, 64]) == nil)
    #expect(try points([64, 28, 28, 60], [3, 3, 60, 64]) == nil)
    #expect(try points([64, 28, 28, 64], [3, 3, 64, 66]) == nil)
  }

  /// A device with small work-groups or little local memory uses another kernel.
  @Test(arguments: [(128, 65_536), (256, 16_384)])
  func deviceLimitsAreRespected(_ workItems: Int, _ localBytes: Int) throws {
    let device = DeviceTraits(
      family: .gpu, maximumWorkGroupSize: workItems, localMemoryBytes: localBytes)
    #expect(try points([64, 28, 28, 64], [3, 3, 64, 64], on: device) == nil)
  }
}

import Files
import Foundation
import Reporting
import Testing

@Suite struct GreyImageTests {
  @Test(arguments: [nil, "rendered stand-in"])
  func thePNGFileHoldsThePixels(description: String?) throws {
    let image = GreyImage(width: 3, height: 2, pixels: [0, 1, 2, 127, 254, 255])
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("continuum-\(UUID().uuidString).png").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try AtomicFile.write(image.png(description: description), to: path)
    #expect(
      try PNGImage.read(path)
        == PNGImage(height: 2, width: 3, channels: 1, values: .uint8(image.pixels)))
  }

  @Test func intensitiesAreClippedAndRounded() {
    let values: [Float] = [-0.5, 0, 0.5, 0.999, 1, 7, .nan, .infinity, -.infinity, 0.001]
    let image = GreyImage(width: 5, height: 2, intensities: values)
    #expect(image.pixels == [0, 0, 128, 255, 255, 255, 0, 255, 0, 0])
  }

  @Test func aGridHasMarginsAndAShorterLastRow() {
    let images = [10, 20, 30].map { (value: UInt8) in
      GreyImage(width: 2, height: 1, pixels: [value, value + 1])
    }
    let grid = GreyImage.grid(images, columns: 2, margin: 1, background: 9)
    #expect(grid.width == 7 && grid.height == 5)
    #expect(
      grid.pixels == [
        9, 9, 9, 9, 9, 9, 9,
        9, 10, 11, 9, 20, 21, 9,
        9, 9, 9, 9, 9, 9, 9,
        9, 30, 31, 9, 9, 9, 9,
        9, 9, 9, 9, 9, 9, 9,
      ])
  }

  @Test func aGridWithoutMarginIsTheImagesSideBySide() {
    let images = [[1, 3], [2, 4]].map { GreyImage(width: 1, height: 2, pixels: $0) }
    let grid = GreyImage.grid(images, columns: 2, margin: 0)
    #expect(grid == GreyImage(width: 2, height: 2, pixels: [1, 2, 3, 4]))
  }
}

import Files
import Foundation
import Reporting
import Testing

@Suite struct PictureTests {
  @Test(arguments: [nil, "rendered stand-in", "Bärtierchen\n"], [1, 3])
  func thePNGFileHoldsThePixels(description: String?, channels: Int) throws {
    let values: [UInt8] = [0, 1, 2, 127, 254, 255]
    let image = Picture(
      width: 3, height: 2, channels: channels,
      pixels: values.flatMap { value in (0..<UInt8(channels)).map { value ^ $0 } })
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("continuum-\(UUID().uuidString).png").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try AtomicFile.write(image.png(description: description), to: path)
    #expect(
      try PNGImage.read(path)
        == PNGImage(height: 2, width: 3, channels: channels, values: .uint8(image.pixels)))
  }

  @Test func intensitiesAreClippedAndRounded() {
    let values: [Float] = [-0.5, 0, 0.5, 0.999, 1, 7, .nan, .infinity, -.infinity, 0.001]
    let image = Picture(width: 5, height: 2, intensities: values)
    #expect(image.pixels == [0, 0, 128, 255, 255, 255, 0, 255, 0, 0])
  }

  @Test func aGridHasMarginsAndAShorterLastRow() {
    let images = [10, 20, 30].map { (value: UInt8) in
      Picture(width: 2, height: 1, pixels: [value, value + 1])
    }
    let grid = Picture.grid(images, columns: 2, margin: 1, background: 9)
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
    let images = [[1, 3], [2, 4]].map { Picture(width: 1, height: 2, pixels: $0) }
    let grid = Picture.grid(images, columns: 2, margin: 0)
    #expect(grid == Picture(width: 2, height: 2, pixels: [1, 2, 3, 4]))
  }

  @Test func aGridOfColour() {
    let images = [Picture(width: 1, height: 1, channels: 3, pixels: [1, 2, 3])]
    let grid = Picture.grid(images, columns: 1, margin: 1, background: 9)
    #expect(
      grid.pixels == [
        9, 9, 9, 9, 9, 9, 9, 9, 9,
        9, 9, 9, 1, 2, 3, 9, 9, 9,
        9, 9, 9, 9, 9, 9, 9, 9, 9,
      ])
  }

  @Test func enlargingIsByAWholeFactor() {
    let image = Picture(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6])
    let line: [UInt8] = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]
    #expect(
      image.enlarged(toSide: 3)
        == Picture(width: 4, height: 2, channels: 3, pixels: line + line))
    #expect(image.enlarged(toSide: 2) == image)
    #expect(image.enlarged(toSide: 1) == image)
  }
}

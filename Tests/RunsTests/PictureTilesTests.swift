import Datasets
import Reporting
import Runs
import Testing

@Suite struct PictureTilesTests {
  private func tiles(_ shape: [Int], isUnitRange: Bool = true) -> PictureTiles {
    PictureTiles(
      DataDescription(
        kind: .image, sampleShape: shape, element: .float, isUnitRange: isUnitRange, heads: []))
  }

  @Test func threeChannelsAreRGB() {
    let values = (0..<28 * 28 * 3).map { Float($0 % 256) / 255 }
    #expect(
      tiles([28, 28, 3]).tiles(values)
        == [
          Picture(
            width: 28, height: 28, channels: 3, pixels: (0..<28 * 28 * 3).map { UInt8($0 % 256) })
        ])
  }

  @Test func twoChannelsLieSideBySide() {
    // One row of 28 pixels; the second eye is white.
    let values = (0..<56).map { Float($0 % 2) }
    let tile = Picture(
      width: 56, height: 1,
      pixels: [UInt8](repeating: 0, count: 28) + [UInt8](repeating: 255, count: 28))
    #expect(tiles([1, 28, 2]).tiles(values) == [tile])
  }

  @Test func smallImagesAreEnlarged() {
    let picture = tiles([8, 8, 1])
    #expect(picture.blank.width == 32 && picture.blank.height == 32)
    #expect(picture.tiles([Float](repeating: 1, count: 64)).first?.width == 32)
    #expect(tiles([28, 28, 1]).blank.width == 28)
  }

  @Test(arguments: [
    ([28, 28, 1], 20), ([32, 32, 3], 20), ([64, 64, 2], 6), ([96, 96, 2], 6), ([128, 128, 3], 6),
    ([300, 300, 3], 4), ([1024, 1024, 3], 3),
  ])
  func columnsFitTheSize(shape: [Int], columns: Int) {
    #expect(tiles(shape).defaultColumns == columns)
  }

  @Test func valuesOutsideTheUnitRangeAreScaled() {
    let scaled = tiles([1, 28, 1], isUnitRange: false)
    let data = [Float](repeating: -2, count: 27) + [3]
    #expect(scaled.tiles(data).first?.pixels == [UInt8](repeating: 0, count: 27) + [255])
    // What is shown beside the data is clipped to their range.
    let other = [-9, 0.5, .nan] + [Float](repeating: 7, count: 25)
    #expect(
      scaled.tiles(other, inRangeOf: data).first?.pixels
        == [0, 128, 0] + [UInt8](repeating: 255, count: 25))
    let clipped = tiles([1, 28, 1]).tiles(data).first?.pixels
    #expect(clipped == [UInt8](repeating: 0, count: 27) + [255])
    let constant = [Float](repeating: 4, count: 28)
    #expect(scaled.tiles(constant).first?.pixels == [UInt8](repeating: 0, count: 28))
  }
}

import Graphs
import Operations
import Testing

@Suite("ConvolutionGeometry")
struct ConvolutionGeometryTests {
  /// Extent, kernel, stride, outputs and padding before the first pixel, from the definition of `same`.
  @Test(arguments: [
    (28, 3, 1, 28, 1), (28, 3, 2, 14, 0), (96, 7, 2, 48, 2), (12, 7, 2, 6, 2), (9, 3, 2, 5, 1),
    (5, 1, 2, 3, 0), (1, 3, 1, 1, 1), (10, 4, 1, 10, 1), (3, 7, 2, 2, 3),
  ])
  func samePadding(_ extent: Int, _ kernel: Int, _ stride: Int, _ outputs: Int, _ before: Int)
    throws
  {
    let geometry = try #require(
      ConvolutionGeometry(
        image: [2, extent, extent + 1, 3], kernel: [kernel, kernel, 3, 4], stride: stride,
        padding: .same))
    #expect(geometry.outHeight == outputs)
    #expect(geometry.padTop == before)
    #expect(geometry.features == [2, outputs, (extent + stride) / stride, 4])
    #expect(geometry.image == [2, extent, extent + 1, 3])
    #expect(geometry.kernel == [kernel, kernel, 3, 4])
  }

  @Test(arguments: [(28, 3, 1, 26), (28, 3, 2, 13), (7, 7, 2, 1), (9, 2, 3, 3)])
  func validPadding(_ extent: Int, _ kernel: Int, _ stride: Int, _ outputs: Int) throws {
    let geometry = try #require(
      ConvolutionGeometry(
        image: [1, extent, extent, 1], kernel: [kernel, kernel, 1, 1], stride: stride,
        padding: .valid))
    #expect(geometry.outHeight == outputs && geometry.outWidth == outputs)
    #expect(geometry.padTop == 0 && geometry.padLeft == 0)
  }

  @Test func impossibleSizesAreRefused() {
    let image: Shape = [1, 4, 4, 3]
    let refused: [(Shape, Shape, Int, ConvolutionPadding)] = [
      (image, [5, 3, 3, 8], 1, .valid), (image, [3, 3, 2, 8], 1, .same),
      (image, [3, 3, 3, 8], 0, .same), (image, [3, 3, 3, 0], 1, .same),
      ([4, 4, 3], [3, 3, 3, 8], 1, .same), (image, [3, 3, 3], 1, .same),
    ]
    for (image, kernel, stride, padding) in refused {
      #expect(
        ConvolutionGeometry(image: image, kernel: kernel, stride: stride, padding: padding) == nil)
    }
  }

  @Test func multiplyAddsCountAsTwoFlops() throws {
    let geometry = try #require(
      ConvolutionGeometry(
        image: [64, 48, 48, 32], kernel: [7, 7, 32, 32], stride: 2, padding: .same))
    #expect(geometry.flops == 2 * 64 * 24 * 24 * 32 * 49 * 32)
  }
}

import SyntheticNORB
import Testing

/// Where toys are in their pictures, and how those are exposed.
@Suite(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
struct PlacementTests {
  private func middle(_ picture: [Int]) -> SIMD2<Double> {
    let dark = picture.indices.filter { picture[$0] < 128 }
    let sum = dark.reduce(SIMD2<Double>.zero) {
      $0 + [Double($1 % Pair.side), Double($1 / Pair.side)]
    }
    return sum / Double(dark.count)
  }

  /// The largest toys, moved as far as they can be, in the views that show most of them.
  @Test(arguments: ToyCategory.allCases)
  func toysStayInTheFrame(category: ToyCategory) throws {
    let renderer = try makeRenderer()
    let scenes = (0..<Scene.instanceCount).flatMap { instance in
      [(0, 0), (0, 4), (4, 7), (8, 13)].map {
        Scene(category: category, instance: instance, elevation: $0.0, azimuth: $0.1, lighting: 0)
      }
    }
    let limit = Photograph.placementLimit
    for corner in [[limit, limit], [-limit, limit], [limit, -limit], [-limit, -limit]] {
      var photograph = Photograph.ideal
      photograph.placement = SIMD2(corner[0], corner[1])
      photograph.scale = Photograph.scales.upperBound
      let bytes = try renderer.silhouettes(scenes, as: photograph)
      for index in scenes.indices {
        for picture in [Pair(bytes, index).left, Pair(bytes, index).right] {
          let isCut = picture.indices.contains { pixel in
            let (row, column) = pixel.quotientAndRemainder(dividingBy: Pair.side)
            let isBorder =
              min(row, column) == 0 || max(row, column) == Pair.side - 1
            return isBorder && picture[pixel] < 128
          }
          #expect(!isCut, "\(scenes[index]) at \(corner) leaves the frame")
        }
      }
    }
  }

  @Test func placementMovesAndScaleShrinks() throws {
    let renderer = try makeRenderer()
    let scene = Scene(category: .animal, instance: 4, elevation: 3, azimuth: 6, lighting: 0)
    func mask(_ change: (inout Photograph) -> Void) throws -> [Int] {
      var photograph = Photograph.ideal
      change(&photograph)
      return try Pair(renderer.silhouettes([scene], as: photograph)).left
    }
    let plain = try mask { _ in }
    let moved = try mask { $0.placement = [3, -2] }
    let shift = middle(moved) - middle(plain)
    #expect(abs(shift.x - 3) < 0.4 && abs(shift.y + 2) < 0.4, "\(shift)")
    let small = try mask { $0.scale = 0.8 }
    let area = { (picture: [Int]) in Double(picture.count { $0 < 128 }) }
    #expect(abs(area(small) / area(plain) - 0.64) < 0.04)
  }

  @Test func camerasExposeAsTheyAreSet() throws {
    let renderer = try makeRenderer()
    let scene = Scene(category: .truck, instance: 1, elevation: 5, azimuth: 2, lighting: 1)
    func pair(_ change: (inout Photograph) -> Void) throws -> Pair {
      var photograph = Photograph.ideal
      change(&photograph)
      return Pair(try renderer.render([scene], as: photograph))
    }
    let plain = try pair { _ in }
    let set = try pair {
      $0.cameras[0].gain = 0.81
      $0.cameras[1].offset = 7
    }
    // The grey value is the root of the light.
    #expect(zip(set.left, plain.left).allSatisfy { abs(Double($0) - 0.9 * Double($1)) < 1.1 })
    #expect(zip(set.right, plain.right).allSatisfy { abs($0 - $1 - 7) <= 1 })
    let graded = try pair { $0.gradient = [0.19, 0] }
    let column = Pair.side - 1
    for row in 0..<Pair.side {
      let (left, right) = (row * Pair.side, row * Pair.side + column)
      #expect(abs(Double(graded.left[left]) - 0.901 * Double(plain.left[left])) < 1.3)
      #expect(abs(Double(graded.left[right]) - 1.090 * Double(plain.left[right])) < 1.3)
    }
  }

  @Test(arguments: ToyCategory.allCases)
  func photographsAreWellExposed(category: ToyCategory) throws {
    let scenes = (0..<Scene.lightingCount).flatMap { lighting in
      (0..<Scene.instanceCount).map {
        Scene(
          category: category, instance: $0, elevation: $0 % 9, azimuth: 2 * $0 % 18,
          lighting: lighting)
      }
    }
    let bytes = try makeRenderer().render(scenes)
    for index in scenes.indices {
      let pixels = Pair(bytes, index).left
      let mean = Double(pixels.reduce(0, +)) / Double(pixels.count)
      #expect((70...235).contains(mean), "\(scenes[index])")
      // Little is burnt out: a tenth of the picture at most.
      #expect(pixels.count { $0 > 253 } < pixels.count / 10, "\(scenes[index])")
    }
  }
}

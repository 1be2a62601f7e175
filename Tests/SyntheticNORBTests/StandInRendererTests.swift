import SyntheticNORB
import Testing

private let base = Scene(category: .car, instance: 3, elevation: 2, azimuth: 4, lighting: 0)

@Suite(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
struct StandInRendererTests {
  @Test func sameSceneGivesSameBytes() throws {
    let renderer = try makeRenderer()
    let first = try renderer.render([base])
    #expect(first.count == 2 * 96 * 96)
    #expect(try renderer.render([base]) == first)
    #expect(try makeRenderer().render([base]) == first)
    // Neither the number of pictures nor the place among them matters.
    let other = Scene(category: .human, instance: 0, elevation: 8, azimuth: 9, lighting: 5)
    #expect(Array(try renderer.render([other, base])[first.count...]) == first)
  }

  @Test func otherSeedGivesOtherToys() throws {
    let one = try Pair(makeRenderer(seed: 1).render([base], as: .ideal))
    let two = try Pair(makeRenderer(seed: 2).render([base], as: .ideal))
    #expect(one.difference(from: two, above: 8) > 0.03)
  }

  @Test(arguments: ToyCategory.allCases)
  func everyFactorChangesThePicture(category: ToyCategory) throws {
    var scene = base
    scene.category = category
    var changed = [scene, scene, scene, scene]
    changed[0].instance = 4
    changed[1].elevation = 3
    changed[2].azimuth = 5
    changed[3].lighting = 2
    let others = ToyCategory.allCases.filter { $0 != category }.map {
      var other = scene
      other.category = $0
      return other
    }
    let bytes = try makeRenderer().render([scene] + changed + others, as: .ideal)
    let first = Pair(bytes)
    for index in 1...changed.count + others.count {
      #expect(
        first.difference(from: Pair(bytes, index), above: 8) > 0.02, "change \(index)")
    }
  }

  @Test(arguments: ToyCategory.allCases)
  func frontAndBackDiffer(category: ToyCategory) throws {
    let scenes = [0, 9, 4, 13].map {
      Scene(category: category, instance: 2, elevation: 1, azimuth: $0, lighting: 3)
    }
    let bytes = try makeRenderer().render(scenes, as: .ideal)
    #expect(Pair(bytes, 0).difference(from: Pair(bytes, 1), above: 8) > 0.02)
    #expect(Pair(bytes, 2).difference(from: Pair(bytes, 3), above: 8) > 0.02)
  }

  @Test(arguments: ToyCategory.allCases)
  func picturesAreWellExposed(category: ToyCategory) throws {
    let scenes = (0..<Scene.lightingCount).flatMap { lighting in
      (0..<Scene.instanceCount).map {
        Scene(
          category: category, instance: $0, elevation: $0 % 9, azimuth: 2 * $0 % 18,
          lighting: lighting)
      }
    }
    let bytes = try makeRenderer().render(scenes, as: .ideal)
    for index in scenes.indices {
      let pixels = Pair(bytes, index).left.map(Double.init)
      let mean = pixels.reduce(0, +) / Double(pixels.count)
      let variance = pixels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(pixels.count)
      #expect((90...235).contains(mean), "\(scenes[index])")
      #expect(variance.squareRoot() > 15, "\(scenes[index])")
      // Neither holes (a number that is none would be black) nor burnt-out ground.
      #expect(pixels.count { $0 < 12 } < 20, "\(scenes[index])")
      #expect(pixels.count { $0 > 253 } < 20, "\(scenes[index])")
    }
  }

  @Test(arguments: ToyCategory.allCases)
  func objectFillsItsShareOfTheFrame(category: ToyCategory) throws {
    let scenes = (0..<Scene.instanceCount).flatMap { instance in
      [(0, 0), (4, 5), (8, 13)].map {
        Scene(category: category, instance: instance, elevation: $0.0, azimuth: $0.1, lighting: 0)
      }
    }
    let bytes = try makeRenderer().silhouettes(scenes, as: .ideal)
    let side = Pair.side
    var shares: [Double] = []
    for index in scenes.indices {
      let picture = Pair(bytes, index).left
      let share = Double(picture.count { $0 < 128 }) / Double(picture.count)
      shares.append(share)
      let border = picture.indices.filter { pixel in
        let (row, column) = pixel.quotientAndRemainder(dividingBy: side)
        return min(row, column) == 0 || max(row, column) == side - 1
      }
      #expect(border.allSatisfy { picture[$0] > 128 }, "\(scenes[index]) leaves the frame")
    }
    // Seen from the front, or from above, a toy may be small; on the whole it is not.
    #expect(shares.allSatisfy { (0.055...0.6).contains($0) }, "\(shares)")
    #expect((0.08...0.6).contains(shares.reduce(0, +) / Double(shares.count)), "\(shares)")
  }

  @Test(arguments: [(StandInRenderer.Family.gpu, 16), (.cpu, 8), (.cpu, 4)])
  func formsOfTheKernelAgree(family: StandInRenderer.Family, vectorWidth: Int) throws {
    let scenes = ToyCategory.allCases.flatMap { category in
      (0..<4).map {
        Scene(
          category: category, instance: $0, elevation: 2 * $0, azimuth: 5 * $0 % 18, lighting: $0)
      }
    }
    let expected = try makeRenderer(family: .cpu, vectorWidth: 16).render(scenes)
    let found = try makeRenderer(family: family, vectorWidth: vectorWidth).render(scenes)
    for index in scenes.indices {
      let difference = Pair(found, index).difference(from: Pair(expected, index), above: 2)
      #expect(difference < 0.01, "\(scenes[index])")
    }
  }
}

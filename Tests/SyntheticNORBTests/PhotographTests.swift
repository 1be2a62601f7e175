import SyntheticNORB
import Testing

/// Every 97th scene: all categories, instances and lightings are among them.
private let scenes = ToyCategory.allCases.flatMap { category in
  stride(from: 0, to: 9_720, by: 97).map { number in
    Scene(
      category: category, instance: number / 972, elevation: number / 108 % 9,
      azimuth: number / 6 % 18, lighting: number % 6)
  }
}

/// The numbers of a photograph that are drawn on the host: the same on every machine.
struct PhotographTests {
  @Test func numbersOfScenesAreTheirOwn() {
    let last = Scene(category: .car, instance: 9, elevation: 8, azimuth: 17, lighting: 5)
    #expect(last.number == 48_599)
    #expect(Set(scenes.map(\.number)).count == scenes.count)
  }

  @Test func drawsStayWithinTheirBounds() {
    let limit = Photograph.placementLimit
    for scene in scenes {
      let photograph = Photograph(of: scene, seed: 3)
      #expect((-limit...limit).contains(photograph.placement.x))
      #expect((-limit...limit).contains(photograph.placement.y))
      #expect(Photograph.scales.contains(photograph.scale))
      #expect(abs(photograph.gradient.x) <= Photograph.gradientLimit)
      #expect(abs(photograph.gradient.y) <= Photograph.gradientLimit)
      #expect(photograph.noise == Photograph.noiseDeviation)
      #expect(photograph.cameras.count == 2)
      for camera in photograph.cameras {
        #expect(Photograph.offsets.contains(camera.offset))
        let (pair, own) = (Photograph.gains, Photograph.cameraGains)
        #expect(camera.gain >= pair.lowerBound * own.lowerBound)
        #expect(camera.gain <= pair.upperBound * own.upperBound)
      }
      // The cameras of a pair differ less than pairs do.
      let gains = photograph.cameras.map(\.gain)
      let ratio = Photograph.cameraGains.upperBound / Photograph.cameraGains.lowerBound
      #expect(gains[0] != gains[1] && gains[0] / gains[1] <= ratio * 1.0001)
      #expect(gains[1] / gains[0] <= ratio * 1.0001)
    }
  }

  @Test func drawsUseTheirRanges() {
    let drawn = scenes.map { Photograph(of: $0, seed: 3) }
    func expectSpread(_ values: [Float], _ range: ClosedRange<Float>) {
      let width = range.upperBound - range.lowerBound
      #expect((values.min() ?? .infinity) < range.lowerBound + 0.05 * width)
      #expect((values.max() ?? -.infinity) > range.upperBound - 0.05 * width)
      let mean = values.reduce(0, +) / Float(values.count)
      // Five standard errors of the mean of 505 uniform numbers.
      #expect(abs(mean - (range.lowerBound + range.upperBound) / 2) < 0.065 * width)
    }
    let limit = Photograph.placementLimit
    expectSpread(drawn.map(\.placement.x), -limit...limit)
    expectSpread(drawn.map(\.placement.y), -limit...limit)
    expectSpread(drawn.map(\.scale), Photograph.scales)
    expectSpread(
      drawn.map(\.gradient.x), -Photograph.gradientLimit...Photograph.gradientLimit)
    expectSpread(drawn.map { $0.cameras[1].offset }, Photograph.offsets)
  }

  @Test func seedAndSceneDecide() {
    let scene = scenes[7]
    #expect(Photograph(of: scene, seed: 3) == Photograph(of: scene, seed: 3))
    #expect(Photograph(of: scene, seed: 3) != Photograph(of: scene, seed: 4))
    #expect(Set(scenes.map { Photograph(of: $0, seed: 3) }).count == scenes.count)
    // Both words of the seed count.
    #expect(Photograph(of: scene, seed: 3) != Photograph(of: scene, seed: 3 + 1 << 32))
  }

  /// From Philox and FNV-1a as written down in Python, apart from this code.
  @Test func drawsAreThoseOfVersion2() {
    let scene = Scene(category: .car, instance: 3, elevation: 2, azimuth: 4, lighting: 0)
    #expect(scene.number == 42_036)
    #expect(NoiseKey.stream.key == 0x1533_8F10_BFF9_1F2D)
    let found = Photograph(of: scene, seed: 1)
    let values = [found.placement.x, found.placement.y, found.scale, found.gradient.x]
    #expect(values.map(\.bitPattern) == [0x403F_29FE, 0x403C_7A00, 0x3F72_768C, 0x3C43_B7C0])
    #expect(NoiseKey.values(scene, eye: 1, seed: 5 + 7 << 32) == [5, 7, 84_073])
    #expect(StandIn.version == 2)
  }
}

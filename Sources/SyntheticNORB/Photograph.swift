import Graphs

/// What makes a picture a photograph: where the toy was put, how the two cameras exposed, and the noise
/// of their sensors.
///
/// Everything but the noise is drawn here, by Philox, keyed by the seed and the scene's number: the same
/// numbers on every machine, whichever pairs are drawn and in whatever order. The kernel draws the noise,
/// keyed by the seed, the scene's number and the camera.
package struct Photograph: Sendable, Hashable {
  /// What differs between the two cameras of a pair.
  package struct Camera: Sendable, Hashable {
    /// A factor on the light.
    package var gain: Float
    /// Added to the grey values; grey levels of 255.
    package var offset: Float
  }

  /// How far the toy is from its place in the middle: to the right and down, in pixels.
  package var placement: SIMD2<Float> = [0, 0]
  /// A factor on the size of everything in the picture.
  package var scale: Float = 1
  /// How much more light there is at the right edge, and at the lower edge, than in the middle: a
  /// fraction. The opposite edges have as much less.
  package var gradient: SIMD2<Float> = [0, 0]
  /// The left and the right camera.
  package var cameras = [Camera(gain: 1, offset: 0), Camera(gain: 1, offset: 0)]
  /// The standard deviation of a pixel's noise, in grey levels of 255.
  package var noise: Float = 0

  /// The toy in its place, exposed as it should be, without noise.
  package static let ideal = Photograph()
}

extension Photograph {
  /// The largest shift of the toy to either side, up or down, in pixels.
  package static let placementLimit: Float = 4
  /// The factors on the size. The largest leaves a margin for the shift, so that toys stay in the frame.
  package static let scales: ClosedRange<Float> = 0.8...0.95
  /// The factors on the light of both cameras of a pair.
  package static let gains: ClosedRange<Float> = 0.75...1.15
  /// The factors on the light of each camera, times that of the pair.
  package static let cameraGains: ClosedRange<Float> = 0.96...1.04
  /// The offsets of each camera, in grey levels of 255.
  package static let offsets: ClosedRange<Float> = -6...6
  /// The largest change of the light between the middle and an edge, as a fraction.
  package static let gradientLimit: Float = 0.15
  /// The standard deviation of the noise of a drawn photograph, in grey levels of 255.
  package static let noiseDeviation: Float = 6

  /// What the pictures have of photographs, in a few words.
  package static let summary = "placement, size, exposure and noise drawn for each pair"

  /// The stream of the numbers that are drawn here.
  private static let stream = RandomStream("stand-in.photograph")

  /// The photograph of a scene.
  package init(of scene: Scene, seed: UInt64) {
    let uniforms = Philox(seed: seed, stream: Self.stream)
      .uniforms(count: 10, step: UInt32(scene.number))
    func draw(_ index: Int, _ range: ClosedRange<Float>) -> Float {
      range.lowerBound + (range.upperBound - range.lowerBound) * uniforms[index]
    }
    func draw(_ index: Int, upTo limit: Float) -> Float { draw(index, -limit...limit) }
    placement = [draw(0, upTo: Self.placementLimit), draw(1, upTo: Self.placementLimit)]
    scale = draw(2, Self.scales)
    gradient = [draw(3, upTo: Self.gradientLimit), draw(4, upTo: Self.gradientLimit)]
    let gain = draw(5, Self.gains)
    cameras = [6, 8].map {
      Camera(gain: gain * draw($0, Self.cameraGains), offset: draw($0 + 1, Self.offsets))
    }
    noise = Self.noiseDeviation
  }

  /// The geometry of this photograph alone: for masks.
  var placementOnly: Photograph {
    var result = Photograph.ideal
    result.placement = placement
    result.scale = scale
    return result
  }
}

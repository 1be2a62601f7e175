package import Graphs
import Operations

/// Random changes of samples in training, drawn anew for every row of every step from streams of their
/// own, so that all other random numbers stay the same. Evaluations and predictions are not changed.
public struct Augmentation: Sendable, Hashable {
  /// The most pixels by which an image is moved in each direction; zeros come in from outside.
  public var shift: Int
  /// Whether an image is mirrored from left to right with probability ½.
  public var flip: Bool
  /// The standard deviation of the normal noise that is added to what the encoder reads. What the decoder
  /// is to reconstruct has none.
  public var noise: Float

  public init(shift: Int = 0, flip: Bool = false, noise: Float = 0) {
    self.shift = shift
    self.flip = flip
    self.noise = noise
  }

  /// Checks that samples can be changed so.
  ///
  /// - Parameter sampleShape: [height, width, channels] for images.
  /// - Throws: `RunError` of kind `usage` that names the setting.
  public func check(_ sampleShape: [Int]) throws(RunError) {
    let isImage = sampleShape.count == 3
    if !isImage, shift != 0 || flip {
      throw .usage(
        setting: shift != 0 ? "augmentShift" : "augmentFlip", found: "samples of \(sampleShape)",
        expected: "images [height, width, channels]", advice: "only images are moved or mirrored")
    }
    if isImage {
      let extent = min(sampleShape[0], sampleShape[1])
      guard 0..<extent ~= shift else {
        throw .usage(
          setting: "augmentShift", found: "\(shift) pixels",
          expected: "0 to \(extent - 1) for images of \(sampleShape[0]) x \(sampleShape[1])",
          advice: "use 0 not to move them")
      }
    }
    guard noise >= 0, noise.isFinite else {
      throw .usage(
        setting: "augmentNoise", found: "\(noise)", expected: "a finite number, at least 0",
        advice: "use 0 for no noise")
    }
  }

  /// Describes the changes of a batch of samples: what is reconstructed, and what is encoded.
  ///
  /// - Precondition: `check` throws nothing for the samples.
  package func callAsFunction(
    _ samples: Tensor, randomState: Tensor
  ) -> (x: Tensor, encoded: Tensor) {
    let (stream, name) = (RandomStream("augmentation"), "augmentation")
    let x =
      shift != 0 || flip
      ? Augment(shift: shift, flips: flip, stream: stream)(samples, randomState, label: name)
      : samples
    guard noise != 0 else { return (x, x) }
    let noise = GaussianNoise(deviation: noise, stream: RandomStream("augmentation.noise"))
    return (x, noise(x, randomState, label: "augmentation.noise"))
  }
}

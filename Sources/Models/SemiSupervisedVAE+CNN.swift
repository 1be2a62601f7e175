import Graphs
import Layers

extension SemiSupervisedVAE {
  /// The convolutional model of Table 14, for 28×28 images.
  ///
  /// - Parameter width: multiplies the channel counts (64) and the number of hidden units (512).
  public static func cnn(
    _ family: Family = .ss, width: Double = 1, objective: Objective = Objective()
  ) -> SemiSupervisedVAE {
    cnn(
      family, channels: max(1, Int((64 * width).rounded())),
      units: max(1, Int((512 * width).rounded())), objective: objective)
  }

  package static func cnn(
    _ family: Family, channels: Int, units: Int, objective: Objective
  ) -> SemiSupervisedVAE {
    let relu = BatchNorm(activation: .relu)
    return SemiSupervisedVAE(
      family: family, inputShape: [28, 28, 1],
      encoder: Sequential([
        ("conv1", Convolution2D(channels, kernel: 3)), ("bn1", relu),
        ("conv2", Convolution2D(channels, kernel: 3)), ("bn2", relu),
        ("conv3", Convolution2D(channels, kernel: 3, stride: 2)), ("bn3", relu),
        ("flatten", ReshapeLayer(nil)),
        ("dense1", Dense(units)), ("bn4", relu),
        ("dropout1", DropoutLayer(rate: 0.5)),
      ]),
      latent: GaussianHead(2), heads: [CategoricalHead(classes: 10)],
      decoder: Sequential([
        ("dense1", Dense(14 * 14 * channels)), ("bn1", relu),
        ("dropout1", DropoutLayer(rate: 0.5)),
        ("reshape", ReshapeLayer([14, 14, channels])),
        ("deconv1", TransposedConvolution2D(channels, kernel: 3)), ("bn2", relu),
        ("deconv2", TransposedConvolution2D(channels, kernel: 3)), ("bn3", relu),
        ("deconv3", TransposedConvolution2D(channels, kernel: 3, stride: 2)), ("bn4", relu),
        ("output", TransposedConvolution2D(1, kernel: 1)),
      ]),
      decoderReadsClasses: true, objective: objective)
  }
}

import Graphs
public import Layers

extension SemiSupervisedVAE {
  /// The four classification layers of the Small-NORB model, in the order of their label columns:
  /// category 5, elevation 9, azimuth 18, lighting 6.
  public static var norbHeads: [CategoricalHead] {
    [
      CategoricalHead("category", classes: 5), CategoricalHead("elevation", classes: 9),
      CategoricalHead("azimuth", classes: 18), CategoricalHead("lighting", classes: 6),
    ]
  }

  /// The convolutional model of Table 16, for stereo pairs of 96×96 pixels; the decoder reads z only.
  ///
  /// A depth of 1 is the table. Otherwise, `depth` − 1 blocks of a 3×3 convolution of stride 1, batch
  /// norm and relu follow each strided convolution of the encoder, with as many channels: `conv2_2`,
  /// `bn2_2`, `conv2_3` and so on after `conv2`. In the decoder, as many blocks with transposed 3×3
  /// convolutions precede each strided one, with its number of input channels: `deconv2_2`, `bn3_2`
  /// and so on before `deconv2`.
  ///
  /// - Parameters:
  ///   - width: multiplies the channel counts (32, 32, 64, 64) and the number of hidden units (256;
  ///     2,304 in the decoder), not the latent dimensions (32).
  ///   - depth: convolutions in each of the four stages of encoder and decoder, at least 1.
  ///   - labelledHeads: names of the heads whose labels train the model; nil for all.
  public static func norb(
    _ family: Family = .ss, width: Double = 1, depth: Int = 1, labelledHeads: Set<String>? = nil,
    objective: Objective = .norb
  ) -> SemiSupervisedVAE {
    norb(
      family,
      channels: [32, 32, 64, 64].map { max(1, Int((Double($0) * width).rounded())) },
      units: max(1, Int((256 * width).rounded())), depth: depth, labelledHeads: labelledHeads,
      objective: objective)
  }

  /// - Parameter channels: of the encoder's four stages; the decoder has them in reverse order.
  package static func norb(
    _ family: Family, channels: [Int], units: Int, depth: Int = 1,
    labelledHeads: Set<String>? = nil, objective: Objective = .norb
  ) -> SemiSupervisedVAE {
    precondition(channels.count == 4, "\(channels.count) channel counts for four stages")
    precondition(depth >= 1, "a stage of \(depth) convolutions; it needs at least one")
    return SemiSupervisedVAE(
      family: family, inputShape: [96, 96, 2],
      encoder: norbEncoder(channels, units: units, depth: depth),
      latent: GaussianHead(32), heads: norbHeads, labelledHeads: labelledHeads,
      decoder: norbDecoder(channels.reversed(), depth: depth),
      decoderReadsClasses: false, objective: objective)
  }

  private static func norbEncoder(_ channels: [Int], units: Int, depth: Int) -> Sequential {
    let relu = BatchNorm(activation: .relu)
    var layers: [(name: String, layer: any Layer)] = []
    for (stage, channels) in zip(1..., channels) {
      layers.append(("conv\(stage)", Convolution2D(channels, kernel: 7, stride: 2)))
      layers.append(("bn\(stage)", relu))
      for block in further(depth) {
        layers.append(("conv\(stage)_\(block)", Convolution2D(channels, kernel: 3)))
        layers.append(("bn\(stage)_\(block)", relu))
      }
    }
    layers += [
      ("flatten", ReshapeLayer(nil)),
      ("dense1", Dense(units)), ("bn5", relu),
      ("dropout1", DropoutLayer(rate: 0.5)),
    ]
    return Sequential(layers)
  }

  private static func norbDecoder(_ channels: [Int], depth: Int) -> Sequential {
    let relu = BatchNorm(activation: .relu)
    var layers: [(name: String, layer: any Layer)] = [
      ("dense1", Dense(6 * 6 * channels[0])), ("bn1", relu),
      ("dropout1", DropoutLayer(rate: 0.5)),
      ("reshape", ReshapeLayer([6, 6, channels[0]])),
    ]
    // A stage reads the output of the stage before it, and the first one the reshaped vector.
    let read = [channels[0]] + channels.dropLast()
    for (stage, (read, channels)) in zip(1..., zip(read, channels)) {
      for block in further(depth) {
        layers.append(("deconv\(stage)_\(block)", TransposedConvolution2D(read, kernel: 3)))
        layers.append(("bn\(stage + 1)_\(block)", relu))
      }
      layers.append(("deconv\(stage)", TransposedConvolution2D(channels, kernel: 7, stride: 2)))
      layers.append(("bn\(stage + 1)", relu))
    }
    layers.append(("output", TransposedConvolution2D(2, kernel: 7)))
    return Sequential(layers)
  }

  /// The blocks of a stage after its first, which have a number in their names.
  private static func further(_ depth: Int) -> Range<Int> { 2..<max(2, depth + 1) }
}

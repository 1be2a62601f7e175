import Graphs
import Layers
import Models
import Operations

/// The paper's models layer by layer, with all sizes of the tables: what their architectures must give.
enum ReferenceModels {
  private static let relu = BatchNorm(activation: .relu)

  static func dense(_ family: SemiSupervisedVAE.Family, units: Int) -> SemiSupervisedVAE {
    SemiSupervisedVAE(
      family: family, inputShape: [28, 28, 1],
      encoder: Sequential([
        ("flatten", ReshapeLayer(nil)),
        ("dense1", Dense(units, activation: .relu)),
        ("dense2", Dense(units, activation: .relu)),
      ]),
      latent: GaussianHead(2), heads: [CategoricalHead(classes: 10)],
      decoder: Sequential([
        ("dense1", Dense(units, activation: .relu)),
        ("dense2", Dense(units, activation: .relu)),
        ("output", Dense(784)),
        ("image", ReshapeLayer([28, 28, 1])),
      ]),
      decoderReadsClasses: true, objective: Objective())
  }

  static func cnn(
    _ family: SemiSupervisedVAE.Family, channels: Int, units: Int
  ) -> SemiSupervisedVAE {
    SemiSupervisedVAE(
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
      decoderReadsClasses: true, objective: Objective())
  }

  static func rnn(
    _ family: SemiSupervisedVAE.Family, steps: Int, channels: Int, units: [Int]
  ) -> SemiSupervisedVAE {
    func layers(_ units: [Int]) -> Sequential {
      Sequential([
        ("dense1", Dense(units[0], activation: .relu)),
        ("lstm1", LSTMLayer(units[1], recurrentActivation: .hardSigmoid)),
        ("dense2", Dense(units[2], activation: .relu)),
      ])
    }
    return SemiSupervisedVAE(
      family: family, inputShape: [steps, channels], encoder: layers(units),
      latent: GaussianHead(2), heads: [CategoricalHead(classes: 6)],
      decoder: layers(units.reversed()), decoderReadsClasses: true,
      observation: .gaussian(channels: channels, minimumDeviation: 2e-3), objective: .rnn)
  }

  static func norb(
    _ family: SemiSupervisedVAE.Family, channels: [Int], units: Int, depth: Int
  ) -> SemiSupervisedVAE {
    SemiSupervisedVAE(
      family: family, inputShape: [96, 96, 2],
      encoder: norbEncoder(channels, units: units, depth: depth),
      latent: GaussianHead(32), heads: SemiSupervisedVAE.norbHeads,
      decoder: norbDecoder(channels.reversed(), depth: depth),
      decoderReadsClasses: false, objective: .norb)
  }

  private static func norbEncoder(_ channels: [Int], units: Int, depth: Int) -> Sequential {
    var layers: [(name: String, layer: any Layer)] = []
    for (stage, channels) in zip(1..., channels) {
      layers.append(("conv\(stage)", Convolution2D(channels, kernel: 7, stride: 2)))
      layers.append(("bn\(stage)", relu))
      for block in 2..<max(2, depth + 1) {
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
    var layers: [(name: String, layer: any Layer)] = [
      ("dense1", Dense(6 * 6 * channels[0])), ("bn1", relu),
      ("dropout1", DropoutLayer(rate: 0.5)),
      ("reshape", ReshapeLayer([6, 6, channels[0]])),
    ]
    let read = [channels[0]] + channels.dropLast()
    for (stage, (read, channels)) in zip(1..., zip(read, channels)) {
      for block in 2..<max(2, depth + 1) {
        layers.append(("deconv\(stage)_\(block)", TransposedConvolution2D(read, kernel: 3)))
        layers.append(("bn\(stage + 1)_\(block)", relu))
      }
      layers.append(("deconv\(stage)", TransposedConvolution2D(channels, kernel: 7, stride: 2)))
      layers.append(("bn\(stage + 1)", relu))
    }
    layers.append(("output", TransposedConvolution2D(2, kernel: 7)))
    return Sequential(layers)
  }
}

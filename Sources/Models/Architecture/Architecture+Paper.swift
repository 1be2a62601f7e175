/// The models of the paper's appendix A.
extension Architecture {
  /// Table 13, for pictures; dense layers read samples of any shape.
  public static let dense = dense(units: 1024)

  /// Table 14, for pictures.
  public static let cnn = cnn(channels: 64, units: 512)

  /// Table 15, for sequences.
  public static let rnn = rnn(units: [40, 40, 30])

  /// Table 16, for pictures; the decoder reads z only.
  ///
  /// A depth of 1 is the table. Otherwise, `depth` − 1 blocks of a 3×3 convolution of stride 1, batch
  /// norm and relu follow each strided convolution of the encoder, with as many channels: `conv2_2`,
  /// `bn2_2`, `conv2_3` and so on after `conv2`. In the decoder, as many blocks with transposed 3×3
  /// convolutions precede each strided one, with its number of input channels: `deconv2_2`, `bn3_2`
  /// and so on before `deconv2`.
  ///
  /// - Precondition: the depth is at least 1.
  public static func norb(depth: Int = 1) -> Architecture {
    norb(channels: [32, 32, 64, 64], units: 256, depth: depth)
  }

  /// The table of the paper that the architecture is.
  var table: Int? {
    let tables: [(number: Int, architecture: Architecture)] = [
      (13, .dense), (14, .cnn), (15, .rnn), (16, .norb()),
    ]
    return tables.first { $0.architecture == self }?.number
  }

  static func dense(units: Int) -> Architecture {
    let layers: [ArchitectureLayer] = [
      .dense(units, activation: .relu), .dense(units, activation: .relu),
    ]
    return Architecture(encoder: layers, decoder: .layers(layers))
  }

  static func cnn(channels: Int, units: Int) -> Architecture {
    Architecture(
      encoder: [
        .convolution(channels, kernel: 3), .batchNorm(.relu),
        .convolution(channels, kernel: 3), .batchNorm(.relu),
        .convolution(channels, kernel: 3, stride: 2), .batchNorm(.relu),
        .dense(units), .batchNorm(.relu), .dropout(0.5),
      ],
      decoder: .layers([
        .dense(channels: channels), .batchNorm(.relu), .dropout(0.5),
        .deconvolution(channels, kernel: 3), .batchNorm(.relu),
        .deconvolution(channels, kernel: 3), .batchNorm(.relu),
        .deconvolution(channels, kernel: 3, stride: 2), .batchNorm(.relu),
      ]))
  }

  /// - Parameter units: of the encoder's three layers; the decoder has them in reverse order.
  static func rnn(units: [Int]) -> Architecture {
    precondition(units.count == 3, "\(units.count) layer sizes for three layers")
    func layers(_ units: [Int]) -> [ArchitectureLayer] {
      [.dense(units[0], activation: .relu), .lstm(units[1]), .dense(units[2], activation: .relu)]
    }
    return Architecture(
      encoder: layers(units), decoder: .layers(layers(units.reversed())), observation: .gaussian)
  }

  /// - Parameter channels: of the encoder's four stages; the decoder has them in reverse order.
  static func norb(channels: [Int], units: Int, depth: Int) -> Architecture {
    precondition(channels.count == 4, "\(channels.count) channel counts for four stages")
    precondition(depth >= 1, "a stage of \(depth) convolutions; it needs at least one")
    return Architecture(
      encoder: norbEncoder(channels, units: units, depth: depth), latent: 32,
      decoder: .layers(norbDecoder(channels.reversed(), depth: depth)), decoderReads: .latent,
      outputKernel: 7)
  }

  private static func norbEncoder(
    _ channels: [Int], units: Int, depth: Int
  ) -> [ArchitectureLayer] {
    zip(1..., channels).flatMap { stage, channels in
      let further = (1..<depth).flatMap { block -> [ArchitectureLayer] in
        [
          .convolution(channels, kernel: 3).named("conv\(stage)_\(block + 1)"),
          .batchNorm(.relu).named("bn\(stage)_\(block + 1)"),
        ]
      }
      return [.convolution(channels, kernel: 7, stride: 2), .batchNorm(.relu)] + further
    } + [.dense(units), .batchNorm(.relu), .dropout(0.5)]
  }

  private static func norbDecoder(_ channels: [Int], depth: Int) -> [ArchitectureLayer] {
    // A stage reads the output of the stage before it, and the first one the reshaped vector.
    let read = [channels[0]] + channels.dropLast()
    let stages = zip(1..., zip(read, channels)).flatMap { stage, sizes in
      let further = (1..<depth).flatMap { block -> [ArchitectureLayer] in
        [
          .deconvolution(sizes.0, kernel: 3).named("deconv\(stage)_\(block + 1)"),
          .batchNorm(.relu).named("bn\(stage + 1)_\(block + 1)"),
        ]
      }
      return further + [.deconvolution(sizes.1, kernel: 7, stride: 2), .batchNorm(.relu)]
    }
    return [.dense(channels: channels[0]), .batchNorm(.relu), .dropout(0.5)] + stages
  }
}

import Models
import Testing

/// Architectures as TOML, and back.
@Suite("Architectures as text")
struct ArchitectureTextTests {
  @Test func theFileOfATable() {
    #expect(
      Architecture.cnn.toml == """
        # Table 14 of the paper.
        latent = 2
        decoder_reads = "z and classes"
        observation = "auto"
        output_kernel = 1

        encoder = [
          { layer = "convolution", channels = 64, kernel = 3 },
          { layer = "batch_norm", activation = "relu" },
          { layer = "convolution", channels = 64, kernel = 3 },
          { layer = "batch_norm", activation = "relu" },
          { layer = "convolution", channels = 64, kernel = 3, stride = 2 },
          { layer = "batch_norm", activation = "relu" },
          { layer = "dense", units = 512 },
          { layer = "batch_norm", activation = "relu" },
          { layer = "dropout", rate = 0.5 },
        ]

        decoder = [
          { layer = "dense", channels = 64 },
          { layer = "batch_norm", activation = "relu" },
          { layer = "dropout", rate = 0.5 },
          { layer = "deconvolution", channels = 64, kernel = 3 },
          { layer = "batch_norm", activation = "relu" },
          { layer = "deconvolution", channels = 64, kernel = 3 },
          { layer = "batch_norm", activation = "relu" },
          { layer = "deconvolution", channels = 64, kernel = 3, stride = 2 },
          { layer = "batch_norm", activation = "relu" },
        ]

        """)
  }

  private static let architectures: [Architecture] = [
    .dense, .cnn, .rnn, .norb(), .norb(depth: 3), .resnext, Architecture(encoder: []),
    Architecture(
      encoder: [
        .convolution(8, kernel: 3, stride: 2, groups: 4, activation: .relu), .residual(6),
        .residual(7, groups: 2, stride: 3).named("last"),
      ]),
    Architecture(
      encoder: [
        .lstm(7, recurrentActivation: .hardSigmoid).named("memory"), .dropout(0.1),
        .dense(3, activation: .softplus), .batchNorm(),
      ],
      latent: 4096, decoder: .layers([]), decoderReads: .latent, observation: .bernoulli,
      minimumDeviation: 1e-5),
    Architecture(
      encoder: [.convolution(2, kernel: 31, stride: 8, activation: .sigmoid)],
      decoder: .layers([
        .dense(channels: 2, activation: .tanh),
        .deconvolution(2, kernel: 1, activation: .relu).named("up_1"),
      ]), observation: .gaussian, outputKernel: 5),
  ]

  @Test(arguments: architectures)
  func printedAndReadAgain(_ architecture: Architecture) throws {
    #expect(try Architecture(toml: architecture.toml, path: "model.toml") == architecture)
  }

  @Test func tablesOfThePaperAreNamed() {
    let firstLines = [Architecture.dense, .cnn, .rnn, .norb(), .norb(depth: 2)].map {
      $0.toml.split(separator: "\n").first.map(String.init)
    }
    #expect(
      firstLines == (13...16).map { "# Table \($0) of the paper." } + ["latent = 32"])
  }

  @Test func whatIsLeftOutHasItsUsualValue() throws {
    let text = """
      encoder = [{ layer = "dense", units = 4 }]
      """
    #expect(
      try Architecture(toml: text, path: "model.toml") == Architecture(encoder: [.dense(4)]))
  }

  /// Comments, line ends, a byte-order mark, whole numbers for numbers, other ways to write a list.
  @Test func otherWaysToWriteTheSame() throws {
    let text = """
      \u{FEFF}# [encoder] = {\r
      "latent" = 0x8 # eight
      decoder = 'mirror'
      [[encoder]]
      layer = "dropout"
      rate = 0

      [[ encoder ]]
      units = 4
      layer = "dense"
      """
    let expected = Architecture(encoder: [.dropout(0), .dense(4)], latent: 8)
    #expect(try Architecture(toml: text, path: "model.toml") == expected)
  }
}

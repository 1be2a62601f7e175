import Models
import Testing

/// What is wrong with a file is said in one line, with the file's line.
@Suite("Errors of architecture files")
struct ArchitectureFileErrorTests {
  private func expectError(
    _ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: ArchitectureError.self, sourceLocation: sourceLocation) {
      _ = try Architecture(toml: text, path: "m.toml")
    }
    guard let error else { return }
    #expect(error.description == expected, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    (
      "latnt = 2",
      "line 1: latnt: found a key that an architecture does not have, expected one such as latent, "
        + "decoder, encoder; correct or remove it"
    ),
    (
      "# sizes\nlatent = 0",
      "line 2: latent: found 0, expected a whole number from 1 to 4096; correct the number"
    ),
    (
      "latent = 2.5",
      "line 1: latent: found 2.5, expected a whole number from 1 to 4096; correct the value"
    ),
    (
      "decoder_reads = \"classes\"",
      "line 1: decoder_reads: found 'classes', expected z and classes, z; correct the name"
    ),
    (
      "observation = true",
      "line 1: observation: found true, expected auto, bernoulli, gaussian; correct the value"
    ),
    (
      "minimum_deviation = 0",
      "line 1: minimum_deviation: found 0.0, expected a number from 1e-37 to 1e37; correct the number"
    ),
    (
      "output_kernel = 3",
      "line 1: output_kernel: found 3 with a decoder of dense layers, expected a decoder with "
        + "deconvolutions; remove the line"
    ),
    (
      "decoder = \"reverse\"",
      "line 1: decoder: found 'reverse', expected \"mirror\" or a list of layers; correct the value"
    ),
    (
      "decoder = 3",
      "line 1: decoder: found 3, expected \"mirror\" or a list of layers; correct the value"
    ),
  ])
  func keys(text: String, expected: String) {
    let encoder = "encoder = [\n  { layer = \"dense\", units = 4 },\n]"
    expectError("\(text)\n\(encoder)", "m.toml: \(expected)")
  }

  @Test func encoders() {
    expectError(
      "latent = 2",
      "m.toml: encoder: found no such key, expected a list of layers; add the key")
    expectError(
      "encoder = \"dense\"",
      "m.toml: line 1: encoder: found the text 'dense', expected a list of layers; correct the value"
    )
    expectError(
      "encoder = [\n  \"dense\",\n]",
      "m.toml: line 2: encoder: found the text 'dense', expected a table such as "
        + "{ layer = \"dense\", units = 64 }; correct the element")
  }

  /// The layer stands in line 4, after a comment and another layer.
  @Test(arguments: [
    (
      "units = 4",
      "layer: found no such key, expected dense, convolution, residual, deconvolution, lstm, "
        + "batch_norm, dropout; add the key"
    ),
    (
      "layer = \"gru\", units = 4",
      "layer: found 'gru', expected dense, convolution, residual, deconvolution, lstm, batch_norm, "
        + "dropout; correct the name"
    ),
    (
      "layer = \"dense\", unit = 4",
      "unit: found a key that dense does not have, expected one such as units, name, layer; "
        + "correct or remove it"
    ),
    (
      "layer = \"dense\"",
      "units: found no such key, expected a whole number from 1 to 65536; add the key"
    ),
    (
      "layer = \"dense\", units = 65537",
      "units: found 65537, expected a whole number from 1 to 65536; correct the number"
    ),
    (
      "layer = \"dense\", units = \"many\"",
      "units: found the text 'many', expected a whole number from 1 to 65536; correct the value"
    ),
    (
      "layer = \"dense\", units = 4, channels = 4",
      "units: found units and channels, expected one of them; keep channels only in a decoder, for "
        + "what its first deconvolution reads"
    ),
    (
      "layer = \"dense\", units = 4, activation = \"gelu\"",
      "activation: found 'gelu', expected identity, relu, sigmoid, tanh, softplus; correct the name"
    ),
    (
      "layer = \"convolution\", channels = 4",
      "kernel: found no such key, expected a whole number from 1 to 31; add the key"
    ),
    (
      "layer = \"convolution\", channels = 4, kernel = 32",
      "kernel: found 32, expected a whole number from 1 to 31; correct the number"
    ),
    (
      "layer = \"convolution\", channels = 4, kernel = 3, stride = 9",
      "stride: found 9, expected a whole number from 1 to 8; correct the number"
    ),
    (
      "layer = \"lstm\", units = 4, recurrent_activation = \"relu\"",
      "recurrent_activation: found 'relu', expected sigmoid, hard_sigmoid; correct the name"
    ),
    (
      "layer = \"dropout\"",
      "rate: found no such key, expected a number from 0 to less than 1; add the key"
    ),
    (
      "layer = \"dropout\", rate = 1",
      "rate: found 1.0, expected a number from 0 to less than 1; correct the number"
    ),
    (
      "layer = \"dropout\", rate = nan",
      "rate: found nan, expected a number from 0 to less than 1; correct the number"
    ),
    (
      "layer = \"dense\", units = 4, name = \"1st\"",
      "name: found '1st', expected a letter, then letters, digits and _, 64 at most; "
        + "choose another name"
    ),
    (
      "layer = \"dense\", units = 4, name = \"output\"",
      "name: found 'output', the name of a layer that is not in the file, expected another name; "
        + "choose another name"
    ),
    (
      "layer = \"dense\", units = 4, name = \"dense1\"",
      "name: found 'dense1' a second time in the encoder, expected different names; others than "
        + "dense1 are numbered by kind; choose another name"
    ),
  ])
  func layers(layer: String, expected: String) {
    expectError(
      """
      # An encoder # of two layers
      encoder = [  # first
        { layer = "dense", units = 8, activation = "relu" },
        { \(layer) },
      ]
      """, "m.toml: line 4: \(expected)")
  }

  /// In the long form a key has a line of its own.
  @Test func linesBelowHeaders() {
    expectError(
      "latent = 2\n[[encoder]]\nlayer = \"dense\"\nunits = 4\n\n[[encoder]]\nlayer = \"lstm\"\n"
        + "units = \"x\"",
      "m.toml: line 8: units: found the text 'x', expected a whole number from 1 to 65536; "
        + "correct the value")
  }

  @Test(
    arguments: [
      ("latent = 2\nencoder = [\n", nil), ("latent == 2", 1), ("latent = 2\nlatent = 3", 2),
      ("latent = 2\n\u{0}", 2), ("\n\nlatent", 3), ("encoder = [\n{ units = 4 },\n},\n]", 3),
      ("a = \"\"\"x \\\n\"\"\"\"\"\nb = ['}', # }\n[1, }]]", 4),
      ("\n[# latent", 2), ("[[ [", 1), ("latent = [\n\u{2028}1]", 2),
    ] as [(String, Int?)])
  func textThatIsNotTOML(text: String, line: Int?) {
    let error = #expect(throws: ArchitectureError.self) {
      _ = try Architecture(toml: text, path: "m.toml")
    }
    #expect(error?.description.split(separator: "\n").count == 1)
    #expect(error?.description.hasPrefix("m.toml: line ") == true)
    if let line { #expect(error?.line == line) }
  }
}

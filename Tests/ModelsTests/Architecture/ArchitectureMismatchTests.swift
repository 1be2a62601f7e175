import Graphs
import Layers
import Models
import Testing

/// An architecture that does not fit its data names the line, the shape that arrives, and what the layer
/// reads.
@Suite("Architectures that do not fit")
struct ArchitectureMismatchTests {
  private func expectError(
    _ text: String, for shape: Shape, isUnitRange: Bool = true, _ expected: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let architecture = try Architecture(toml: text, path: "m.toml")
    let form = SampleForm(
      shape: shape, heads: [CategoricalHead(classes: 2)], isUnitRange: isUnitRange)
    let error = #expect(throws: ArchitectureError.self, sourceLocation: sourceLocation) {
      _ = try SemiSupervisedVAE(architecture, for: form)
    }
    #expect(error?.description == "m.toml: \(expected)", sourceLocation: sourceLocation)
  }

  private let change = "; change the layer or those before it"

  @Test func encoders() throws {
    let picture = "expected a picture [height, width, channels]"
    let convolution = "{ layer = \"convolution\", channels = 4, kernel = 3 }"
    try expectError(
      "encoder = [\n\(convolution),\n]", for: [6, 2],
      "line 2: encoder.conv1: found the shape [6, 2], \(picture)\(change)")
    try expectError(
      "encoder = [\n{ layer = \"dense\", units = 5 },\n\(convolution),\n]", for: [8, 8, 1],
      "line 3: encoder.conv1: found the shape [5], \(picture)\(change)")
    let sequence = "expected a sequence [steps, values]"
    try expectError(
      "encoder = [\n{ layer = \"lstm\", units = 5 },\n]", for: [8, 8, 1],
      "line 2: encoder.lstm1: found the shape [8, 8, 1], \(sequence)\(change)")
    try expectError(
      "encoder = [\n{ layer = \"lstm\", units = 5, name = \"memory\" },\n]", for: [8],
      "line 2: encoder.memory: found the shape [8], \(sequence)\(change)")
    let kinds = "expected dense with units, convolution, residual, lstm, batch_norm or dropout"
    try expectError(
      "encoder = [\n{ layer = \"dense\", channels = 5 },\n]", for: [8, 8, 1],
      "line 2: encoder.dense1: found a layer of decoders, \(kinds); change the layer")
    try expectError(
      "encoder = [\n{ layer = \"deconvolution\", channels = 5, kernel = 3 },\n]", for: [8, 8, 1],
      "line 2: encoder.deconv1: found a layer of decoders, \(kinds); change the layer")
  }

  @Test func decoders() throws {
    let dense = "{ layer = \"dense\", units = 5 }"
    let filling = "{ layer = \"dense\", channels = 5 }"
    let deconvolution = "{ layer = \"deconvolution\", channels = 4, kernel = 3 }"
    func decoder(_ layers: String...) -> String {
      "encoder = []\ndecoder = [\n\(layers.joined(separator: ",\n")),\n]"
    }
    try expectError(
      decoder(dense, deconvolution), for: [8, 8, 1],
      "line 4: decoder.deconv1: found the shape [5], expected a picture [height, width, channels]; "
        + "put a dense layer with channels instead of units before it")
    try expectError(
      decoder(filling, deconvolution), for: [6, 2],
      "line 3: decoder.dense1: found channels instead of units, expected a dense layer of channels "
        + "only as the last one before a deconvolution; give it units")
    try expectError(
      decoder(deconvolution), for: [6, 2],
      "line 3: decoder.deconv1: found a sequence [6, 2], expected pictures [height, width, "
        + "channels]; change the layer")
    try expectError(
      decoder(filling), for: [8, 8, 1],
      "line 3: decoder.dense1: found channels instead of units, expected a dense layer of channels "
        + "only as the last one before a deconvolution; give it units")
    try expectError(
      decoder(filling, dense, deconvolution), for: [8, 8, 1],
      "line 4: decoder.dense2: found a dense layer with channels before it, expected a "
        + "deconvolution, batch_norm or dropout; let the last dense layer have the channels")
    try expectError(
      decoder(filling, deconvolution, dense), for: [8, 8, 1],
      "line 5: decoder.dense2: found the shape [8, 8, 4], expected a vector [values]\(change)")
    try expectError(
      decoder("{ layer = \"convolution\", channels = 4, kernel = 3 }"), for: [8, 8, 1],
      "line 3: decoder.conv1: found a layer of encoders, expected dense, deconvolution, lstm, "
        + "batch_norm or dropout; a deconvolution of stride 1 does the same")
  }

  /// A mirrored layer is at the line of the one in the encoder.
  @Test func sizes() throws {
    try expectError(
      "encoder = [\n{ layer = \"convolution\", channels = 65536, kernel = 1 },\n]",
      for: [1024, 1024, 1],
      "line 2: encoder.conv1: found 68719476736 values of a sample, expected at most 2147483647; "
        + "reduce units or channels, or use larger strides")
    try expectError(
      "encoder = [\n{ layer = \"dense\", units = 65536 },\n]", for: [1024, 1024, 1],
      "line 2: encoder.dense1: found 68719542272 parameters, expected at most 2147483647; "
        + "reduce units or channels, or use larger strides")
    try expectError(
      "encoder = []", for: [1 << 25],
      "found a row [33554432] of a table, expected at most 16777216 values along an axis and "
        + "2147483647 in all; use smaller samples")
  }

  @Test func ranges() throws {
    try expectError(
      "encoder = []\nobservation = \"bernoulli\"", for: [3], isUnitRange: false,
      "line 2: observation: found bernoulli for data with values outside 0…1, expected gaussian or "
        + "auto; correct it or scale the data")
  }

  /// Without a file the layer alone is named.
  @Test func architecturesInSwift() throws {
    let form = SampleForm(shape: [6, 2], heads: [], isUnitRange: true)
    let fitting = #expect(throws: ArchitectureError.self) {
      _ = try SemiSupervisedVAE(.cnn, for: form)
    }
    #expect(
      fitting?.description
        == "encoder.conv1: found the shape [6, 2], expected a picture [height, width, channels]"
        + change)
    let number = #expect(throws: ArchitectureError.self) {
      _ = try SemiSupervisedVAE(.dense, for: form, latent: 0)
    }
    #expect(
      number?.description
        == "latent: found 0, expected a whole number from 1 to 4096; correct the number")
  }
}

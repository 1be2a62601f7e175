import Graphs
import Layers
import Models
import Testing
import Training

/// Grouped convolutions and residual blocks in architectures.
@Suite("Residual architectures")
struct ResidualArchitectureTests {
  private let digits = SampleForm(
    shape: [28, 28, 1], heads: [CategoricalHead(classes: 10)], isUnitRange: true)

  /// 3 channels in, 10 inside (half of 18, rounded up to fives), 18 out: a projection.
  @Test func costsByHand() throws {
    let architecture = Architecture(encoder: [
      .residual(18, groups: 5, stride: 2), .residual(18, groups: 5),
      .convolution(6, kernel: 3, groups: 2),
    ])
    let form = SampleForm(
      shape: [9, 7, 3], heads: [CategoricalHead(classes: 2)], isUnitRange: true)
    let layers = try ArchitectureReport(architecture, for: form).layers
    #expect(layers.prefix(3).map(\.name) == ["encoder.block1", "encoder.block2", "encoder.conv1"])
    #expect(layers[0].output == [5, 4, 18] && layers[1].output == [5, 4, 18])
    let through = [3 * 10 + 10, 9 * 2 * 10 + 10, 10 * 18 + 18, 2 * (10 + 10 + 18)]
    let shortcut = [3 * 18 + 18, 2 * 18]
    #expect(layers[0].parameters == (through + shortcut).reduce(0, +))
    #expect(layers[0].statistics == 2 * (10 + 10 + 18 + 18))
    #expect(
      layers[0].flops == 2 * (63 * 3 * 10 + 20 * 9 * 2 * 10 + 20 * 10 * 18 + 20 * 3 * 18))
    #expect(
      layers[1].parameters
        == 18 * 10 + 10 + 9 * 2 * 10 + 10 + 10 * 18 + 18 + 2 * (10 + 10 + 18))
    #expect(layers[2].parameters == 9 * 9 * 6 + 6 && layers[2].flops == 2 * 20 * 9 * 9 * 6)
  }

  @Test func pathsOfParameters() throws {
    let model = try SemiSupervisedVAE(
      Architecture(encoder: [.convolution(4, kernel: 3, groups: 1), .residual(8, groups: 2)]),
      for: digits, family: .es)
    let graph = TrainingPlan(model, batchSize: 2, optimizer: RMSprop(learningRate: 1e-3)).graph
    let shapes = Dictionary(
      uniqueKeysWithValues: graph.variables.map { ($0.name, $0.spec.shape.dimensions) })
    #expect(shapes["encoder.block1.conv1.kernel"] == [1, 1, 4, 4])
    #expect(shapes["encoder.block1.conv2.kernel"] == [3, 3, 2, 4])
    #expect(shapes["encoder.block1.conv2.bias"] == [4])
    #expect(shapes["encoder.block1.conv3.kernel"] == [1, 1, 4, 8])
    #expect(shapes["encoder.block1.bn3.gamma"] == [8])
    #expect(shapes["encoder.block1.bn2.moving_variance"] == [4])
    #expect(shapes["encoder.block1.shortcut.conv1.kernel"] == [1, 1, 4, 8])
    #expect(shapes["encoder.block1.shortcut.bn1.beta"] == [8])
  }

  /// The numbers of the report are those of the variables, at any width.
  @Test(arguments: [1, 0.25, 0.1, 0.02])
  func largerEncoder(width: Double) throws {
    let report = try ArchitectureReport(.resnext, for: digits, width: width)
    let model = try SemiSupervisedVAE(.resnext, for: digits, width: width)
    let graph = TrainingPlan(model, batchSize: 2, optimizer: RMSprop(learningRate: 1e-3)).graph
    func count(_ role: Variable.Role) -> Int {
      graph.variables.filter { $0.role == role }.reduce(0) { $0 + $1.spec.shape.count }
    }
    #expect(report.parameters == count(.parameter))
    #expect(report.statistics == count(.statistic))
    if width == 1 {
      let outputs = (1...6).map { block in
        report.layers.first { $0.name == "encoder.block\(block)" }?.output
      }
      let (first, second, third) = ([28, 28, 128], [14, 14, 256], [7, 7, 512])
      #expect(outputs == [first, first, second, second, third, third])
      #expect(Architecture.resnext.decoder == Architecture.cnn.decoder)
    }
  }

  @Test func mirrorsHaveDeconvolutions() {
    let architecture = Architecture(encoder: [
      .convolution(8, kernel: 5, groups: 2), .batchNorm(.relu), .residual(12, groups: 3, stride: 2),
      .dense(5),
    ])
    #expect(
      architecture.decoderLayers == [
        .dense(channels: 12), .deconvolution(12, kernel: 3, stride: 2), .batchNorm(.relu),
        .deconvolution(8, kernel: 5), .batchNorm(.relu),
      ])
  }

  /// Groups divide the channels at any width.
  @Test func scaledChannelsFitTheGroups() {
    let architecture = Architecture(encoder: [
      .convolution(12, kernel: 3, groups: 4), .residual(12, groups: 4),
    ])
    #expect(
      architecture.scaled(by: 0.4).encoder == [
        .convolution(8, kernel: 3, groups: 4), .residual(5, groups: 4),
      ])
  }

  private func expectError(
    _ layers: String, for shape: Shape, _ expected: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let form = SampleForm(
      shape: shape, heads: [CategoricalHead(classes: 2)], isUnitRange: true)
    let error = #expect(throws: ArchitectureError.self, sourceLocation: sourceLocation) {
      let architecture = try Architecture(toml: "encoder = [\n\(layers)\n]", path: "m.toml")
      _ = try SemiSupervisedVAE(architecture, for: form)
    }
    #expect(error?.description == "m.toml: line 2: \(expected)", sourceLocation: sourceLocation)
  }

  @Test func whatDoesNotFitIsNamed() {
    let change = "; change the layer or those before it"
    expectError(
      "{ layer = \"residual\", channels = 8, groups = 2 },", for: [6, 2],
      "encoder.block1: found the shape [6, 2], expected a picture [height, width, channels]"
        + change)
    expectError(
      "{ layer = \"convolution\", channels = 8, kernel = 3, groups = 4 },", for: [6, 5, 2],
      "encoder.conv1: found the shape [6, 5, 2], expected a picture [height, width, a multiple of 4 "
        + "channels]" + change)
    expectError(
      "{ layer = \"convolution\", channels = 9, kernel = 3, groups = 4 },", for: [6, 5, 4],
      "groups: found 4 groups of 9 channels, expected a number that divides the channels; correct "
        + "one of them")
    expectError(
      "{ layer = \"residual\", channels = 8, groups = 0 },", for: [6, 5, 4],
      "groups: found 0, expected a whole number from 1 to 65536; correct the number")
  }
}

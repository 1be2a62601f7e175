import Graphs
import Layers
import Models
import Testing
import Training

/// What layers cost, by hand and against the graph of a training step.
@Suite("Architecture reports")
struct ArchitectureReportTests {
  private let digits = SampleForm(
    shape: [28, 28, 1], heads: [CategoricalHead(classes: 10)], isUnitRange: true)

  private func layer(_ report: ArchitectureReport, _ name: String) throws
    -> ArchitectureReport.Layer
  {
    try #require(report.layers.first { $0.name == name })
  }

  @Test func dense() throws {
    let report = try ArchitectureReport(.dense, for: digits)
    #expect(
      report.layers.map(\.name) == [
        "encoder.flatten", "encoder.dense1", "encoder.dense2", "latent.mean",
        "latent.log_variance", "pi", "decoder.dense1", "decoder.dense2", "decoder.output",
        "decoder.image",
      ])
    #expect(
      report.layers.map(\.parameters) == [
        0, 784 * 1024 + 1024, 1024 * 1024 + 1024, 1024 * 2 + 2, 1024 * 2 + 2, 1024 * 10 + 10,
        12 * 1024 + 1024, 1024 * 1024 + 1024, 1024 * 784 + 784, 0,
      ])
    #expect(report.parameters == 3_734_302 && report.statistics == 0)
    #expect(
      report.flops
        == 2 * 1024 * (784 + 1024 + 2 + 2 + 10 + 12 + 1024 + 784))
    #expect(try layer(report, "decoder.image").output == [28, 28, 1])
  }

  @Test func convolutional() throws {
    let report = try ArchitectureReport(.cnn, for: digits)
    let first = try layer(report, "encoder.conv1")
    #expect(first.output == [28, 28, 64] && first.parameters == 9 * 64 + 64)
    #expect(first.flops == 2 * 28 * 28 * 64 * 9)
    let strided = try layer(report, "encoder.conv3")
    #expect(strided.output == [14, 14, 64] && strided.parameters == 9 * 64 * 64 + 64)
    #expect(strided.flops == 2 * 14 * 14 * 64 * 9 * 64)
    let statistics = try layer(report, "encoder.bn4")
    #expect(statistics.parameters == 1024 && statistics.statistics == 1024)
    #expect(try layer(report, "encoder.dense1").parameters == 12_544 * 512 + 512)
    #expect(try layer(report, "decoder.dense1").parameters == 12 * 12_544 + 12_544)
    let upwards = try layer(report, "decoder.deconv3")
    #expect(upwards.output == [28, 28, 64] && upwards.flops == strided.flops)
    let output = try layer(report, "decoder.output")
    #expect(output.output == [28, 28, 1] && output.parameters == 65)
    #expect(output.flops == 2 * 28 * 28 * 64)
  }

  @Test func recurrent() throws {
    let form = SampleForm(
      shape: [5, 3], heads: [CategoricalHead(classes: 4)], isUnitRange: false)
    let report = try ArchitectureReport(.rnn, for: form)
    let memory = try layer(report, "encoder.lstm1")
    #expect(memory.output == [5, 40] && memory.parameters == (40 + 40 + 1) * 160)
    #expect(memory.flops == 2 * 5 * 80 * 160)
    #expect(try layer(report, "encoder.dense1").flops == 2 * 5 * 3 * 40)
    #expect(try layer(report, "decoder.output.mean").output == [5, 3])
    #expect(try layer(report, "decoder.output.standard_deviation").parameters == 41 * 3)
  }

  /// The numbers of all models are those of the variables in a training step.
  @Test(arguments: SemiSupervisedVAE.Family.allCases)
  func asManyNumbersAsVariables(_ family: SemiSupervisedVAE.Family) throws {
    let pairs = SampleForm(
      shape: [17, 12, 2], heads: SemiSupervisedVAE.norbHeads, isUnitRange: false)
    let steps = SampleForm(
      shape: [5, 3], heads: [CategoricalHead(classes: 4)], isUnitRange: false)
    let mirror = Architecture(encoder: [.convolution(3, kernel: 5, stride: 2), .batchNorm(.relu)])
    let cases: [(Architecture, SampleForm)] = [
      (.dense, digits), (.cnn, pairs), (.norb(depth: 2), pairs), (.rnn, steps), (mirror, digits),
      (.dense, steps),
    ]
    for (architecture, form) in cases {
      let report = try ArchitectureReport(architecture, for: form, family: family, width: 0.125)
      let model = try SemiSupervisedVAE(architecture, for: form, family: family, width: 0.125)
      let graph = TrainingPlan(model, batchSize: 2, optimizer: RMSprop(learningRate: 1e-3)).graph
      func count(_ role: Variable.Role) -> Int {
        graph.variables.filter { $0.role == role }.reduce(0) { $0 + $1.spec.shape.count }
      }
      #expect(report.parameters == count(.parameter))
      #expect(report.statistics == count(.statistic))
    }
  }

  @Test func asText() throws {
    let architecture = Architecture(encoder: [.dense(4)], latent: 1)
    let form = SampleForm(shape: [3], heads: [], isUnitRange: true)
    #expect(
      try ArchitectureReport(architecture, for: form).description == """
        layer                output  parameters  statistics  flops
        encoder.dense1       [4]             16           0     24
        latent.mean          [1]              5           0      8
        latent.log_variance  [1]              5           0      8
        decoder.dense1       [4]              8           0      8
        decoder.output       [3]             15           0     24
        total                                49           0     72
        """)
  }

  @Test func errorsAreThoseOfTheModel() throws {
    let form = SampleForm(shape: [3], heads: [], isUnitRange: true)
    #expect(throws: ArchitectureError.self) { try ArchitectureReport(.cnn, for: form) }
  }
}

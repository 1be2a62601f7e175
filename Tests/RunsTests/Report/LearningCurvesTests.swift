import Reporting
import Runs
import Testing
import Training

@Suite("Learning curves")
struct LearningCurvesTests {
  private let rows: [MetricsLog.Row] = [
    .init(
      epoch: 1, step: 10, split: "train", loss: 193, reconstruction: 154, kl: 4,
      classification: 0.05),
    .init(epoch: 1, step: 10, split: "test", accuracy: 0.92, logLoss: 0.3),
    .init(
      epoch: 2, step: 20, split: "train", loss: 180, reconstruction: 150, kl: 4.5,
      classification: 0.02),
    .init(epoch: 2, step: 20, split: "test", accuracy: 0.93, logLoss: 0.28),
  ]

  @Test("a plot for each figure that has values, a line for each split")
  func plots() throws {
    let plots = LearningCurves(rows).plots
    #expect(plots.map(\.vertical.title) == ["loss", "−log p(x | z)", "KL", "log-loss", "accuracy"])
    #expect(plots[0].title.hasSuffix("(train)") && plots[0].vertical.unit == "nats per sample")
    // The training term stands beside the log-loss of the test.
    #expect(plots[3].series.map(\.name) == ["train", "test"])
    #expect(plots[3].series[0].points == [.init(10, 0.05), .init(20, 0.02)])
    #expect(plots[4].series.map(\.name) == ["test"] && plots[4].series[0].style == 2)
    #expect(LearningCurves([]).plots.isEmpty)
  }

  @Test("terms of a model of one's own have plots of their own")
  func others() {
    var row = rows[0]
    row.others = [.init("sparsity", 0.5)]
    let plots = LearningCurves(rows + [row]).plots
    #expect(plots.last?.title == "sparsity (train)" && plots.count == 6)
  }
}

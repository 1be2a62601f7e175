import Evaluation
import Experiments
import Runs
import Testing

/// The rows and the claims of the experiment on larger encoders.
@Suite("Encoders")
struct EncodersTests {
  @Test func rowsOfBothEncoders() throws {
    let rows = try Encoders().tableRows()
    #expect(
      rows.map(\.name) == [
        "ss resnext, all labels", "es resnext, all labels", "ss cnn, all labels",
        "es cnn, all labels",
      ])
    #expect(rows.allSatisfy { $0.runs == 3 && $0.run.epochs == 30 })
    #expect(rows[0].figures == [PaperFigure(.accuracy), PaperFigure(.logLoss)])
    #expect(
      rows[2].figures == [PaperFigure(.accuracy, 0.925, 0.001), PaperFigure(.logLoss, 0.33, 0.025)])
    #expect(rows[0].baseline == rows[1].name)
    let quick = try Encoders(quick: true).tableRows()
    #expect(quick.allSatisfy { $0.runs == 1 && $0.run.epochs == 4 })
    #expect(quick[0].name == "ss resnext, 10000 images")
    for row in quick {
      let settings = row.run.changes.reduce(into: Settings(row.run.dataset, data: "/data")) {
        $1(&$0)
      }
      #expect(settings.width == 0.25 && settings.labels == .count(10_000))
    }
    var table = Encoders()
    table.options.models = [.resnext]
    #expect(try table.tableRows().count == 2)
    table.options.models = [.dense]
    #expect(!table.isSelected)
  }

  /// Accuracy gains 0.003 and 0: 0.0015 ± 0.0015, not above 0 by two standard errors. Log-loss falls by
  /// 0.05 and 0.03: −0.04 ± 0.01.
  @Test func signsOfTheGains() throws {
    var table = FilledTable(try Encoders().tableRows())
    table.fill("ss resnext, all labels", .accuracy, [1: 0.923, 2: 0.920])
    table.fill("es resnext, all labels", .accuracy, [1: 0.920, 2: 0.920])
    table.fill("ss cnn, all labels", .accuracy, [1: 0.93, 2: 0.93])
    table.fill("es cnn, all labels", .accuracy, [1: 0.92, 2: 0.92])
    var losses = FilledTable(try Encoders().tableRows())
    losses.fill("ss resnext, all labels", .logLoss, [1: 0.25, 2: 0.27])
    losses.fill("es resnext, all labels", .logLoss, [1: 0.30, 2: 0.30])
    let accuracy = Encoders().claims(table.scores)
    #expect(accuracy.map(\.reproduced) == [.no, .notSettled, .yes])
    #expect(
      accuracy[0].text
        == "accuracy: ss resnext, all labels − es resnext, all labels, above 0")
    let gain = try #require(accuracy[0].value)
    let error = try #require(accuracy[0].standardError)
    #expect(abs(gain - 0.0015) < 1e-12 && abs(error - 0.0015) < 1e-12)
    #expect(accuracy[2].text.hasSuffix("(paper +0.0030)"))
    let loss = Encoders().claims(losses.scores)[1]
    #expect(loss.text.hasSuffix("below 0") && loss.reproduced == .yes)
    #expect(abs(try #require(loss.value) + 0.04) < 1e-12)
  }
}

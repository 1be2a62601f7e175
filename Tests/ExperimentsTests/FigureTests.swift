import Experiments
import Files
import Foundation
import Runs
import TestFiles
import Testing

@Suite("Figures 2 to 4")
struct FigureTests {
  /// A small model and judge for two steps each, on 60 images of bars.
  private func figure<Subject>(
    _ folder: String, runs: Int = 1
  ) throws -> FigureOfClasses<Subject> {
    var figure = FigureOfClasses<Subject>(quick: true, directory: "\(folder)/figure")
    figure.options.data = folder
    (figure.options.runs, figure.options.epochs, figure.options.steps) = (runs, 1, 2)
    figure.options.device = "host"
    figure.options.changes = [
      try SettingChange("batchSize=8"), try SettingChange("width=0.03125"),
    ]
    (figure.judgeEpochs, figure.judgeLabels, figure.judgeWidth) = (1, .count(20), 0.03125)
    return figure
  }

  /// The folders of the runs that were trained or taken up again.
  private func trained<Subject>(
    _ figure: FigureOfClasses<Subject>
  ) throws -> (outcome: FigureOfClassesOutcome, runs: [String]) {
    var runs: [String] = []
    let outcome = try figure.run(stop: StopSignal()) { event in
      if case .message(let text) = event, text.hasPrefix("run: ") {
        runs.append(String(text.dropFirst("run: ".count)))
      }
    }
    return (outcome, runs)
  }

  @Test("a row for each class, a column for each pair of quantiles; a figure goes on run by run")
  func figure2() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let (outcome, runs) = try trained(figure(folder) as Figure2)
      #expect(runs.count == 2 && runs[0].hasSuffix("-seed1001") && runs[1].contains("-ss-lall-"))
      let score = try #require(outcome.scores.first)
      let counts: [Int] = score.seen.map { $0.reduce(0, +) }
      #expect(counts == [Int](repeating: 25, count: 10))
      let names: [String] = (0...9).map { "\($0)" }
      #expect(outcome.rows.map(\.name) == names + ["all"])
      #expect(outcome.claims.count == 1 && outcome.claims[0].n == 1)
      #expect(outcome.text.contains("at least 95 %") && outcome.text.contains("figure2-quick.png"))
      #expect(outcome.summary.contains("of 1 claims reproduced"))

      let picture = try PNGImage.read("\(folder)/figure/figure2-quick.png")
      #expect(picture.height == 302 && picture.width == 752 && picture.channels == 1)
      let inputs = try NpzFile.read("\(runs[1])/generated.npz")
      #expect(inputs.map(\.shape) == [[250, 28, 28, 1]])

      // Another run is trained; the judge and the first run are read.
      let (longer, others) = try trained(figure(folder, runs: 2) as Figure2)
      #expect(others.count == 1 && others.first?.hasSuffix("-seed2") == true)
      #expect(longer.scores.map(\.seed) == [1, 2] && longer.rows[0].standardError != nil)
      #expect(longer.scores[0].seen == score.seen)
      #expect(longer.pictures.last == "\(folder)/figure/figure2-quick-seed2.png")
      for picture in longer.pictures { #expect(FileManager.default.fileExists(atPath: picture)) }

      let saved = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/figure/figure2-quick.json"))
      let decoded = try JSONDecoder().decode(FigureOfClassesOutcome.self, from: saved)
      #expect(decoded.text == longer.text)
      #expect(String(decoding: saved, as: UTF8.self).contains("\"standardError\""))
    }
  }

  @Test("the figures differ in data and in what they claim")
  func subjects() {
    #expect(Figure2.name == "figure2" && Figure3.name == "figure3")
    #expect(GeneratedDigits.dataset == .mnist && GeneratedArticles.dataset == .fashionMNIST)
    #expect(GeneratedDigits.leastShare == 0.95 && GeneratedArticles.leastShare == 0.75)
    #expect(Figure3().options.directory == "experiments")
  }

  @Test("a figure has no rows of other models or of numbers of labels")
  func selection() {
    var figure = Figure2()
    #expect(figure.isSelected && Figure4().isSelected)
    figure.options.models = [.dense]
    #expect(figure.isSelected)
    figure.options.labels = [.count(10)]
    #expect(!figure.isSelected)
    #expect(throws: (any Error).self) { _ = try figure.run(stop: StopSignal()) { _ in } }
    var examples = Figure4()
    examples.options.models = [.dense]
    #expect(!examples.isSelected)
    #expect(throws: (any Error).self) { _ = try examples.run(stop: StopSignal()) { _ in } }
  }

  @Test("the picture is that of the run that was asked for, also where another was there before")
  func pictures() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let first: Figure2 = try figure(folder)
      var other = first
      other.options.steps = 3
      let picture = try #require(try trained(first).outcome.pictures.first)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: picture))
      #expect(try trained(other).outcome.pictures == [picture])
      #expect(try Data(contentsOf: URL(fileURLWithPath: picture)) != bytes)
      #expect(try trained(first).runs.isEmpty)
      #expect(try Data(contentsOf: URL(fileURLWithPath: picture)) == bytes)
    }
  }

  @Test("three rows of examples of each class, without training")
  func figure4() throws {
    try withFolder { folder in
      try SmallData().write(to: folder, as: "fashion-mnist")
      var figure = Figure4(directory: "\(folder)/figure")
      figure.options.data = folder
      let outcome = try figure.run(stop: StopSignal()) { _ in }
      #expect(outcome.classNames.first == "T-shirt/top" && outcome.classNames.count == 10)
      #expect(outcome.text.contains("Ankle boot"))
      let picture = try PNGImage.read(outcome.picture)
      #expect(picture.height == 871 && picture.width == 871)
      // Every class has six images: its bar is in the first row of its three, at its own column.
      guard case .uint8(let pixels) = picture.values else {
        Issue.record("a picture of 16 bits")
        return
      }
      for label in 0..<10 {
        let line = (1 + 3 * label * 29 + 10) * picture.width
        #expect(pixels[line + 1 + 2 * label + 3] >= 200, "class \(label)")
      }
      figure.options.data = nil
      #expect(throws: (any Error).self) { _ = try figure.run(stop: StopSignal()) { _ in } }
    }
  }
}

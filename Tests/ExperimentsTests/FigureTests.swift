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

  @Test("a row for each class, a column for each pair of quantiles; a figure goes on run by run")
  func figure2() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let outcome = try (figure(folder) as Figure2).run(stop: StopSignal()) { _ in }
      let score = try #require(outcome.scores.first)
      let counts: [Int] = score.seen.map { $0.reduce(0, +) }
      #expect(counts == [Int](repeating: 25, count: 10))
      let names: [String] = (0...9).map { "\($0)" }
      #expect(outcome.rows.map(\.name) == names + ["all"])
      #expect(outcome.claims.count == 1 && outcome.claims[0].n == 1)
      #expect(["yes", "no", "not settled"].contains(outcome.claims[0].reproduced))
      #expect(outcome.text.contains("at least 95 %") && outcome.text.contains("figure2.png"))

      let picture = try PNGImage.read("\(folder)/figure/figure2.png")
      #expect(picture.height == 302 && picture.width == 752 && picture.channels == 1)
      let inputs = try NpzFile.read("\(folder)/figure/ss-seed1/generated.npz")
      #expect(inputs.map(\.shape) == [[250, 28, 28, 1]])

      // Another run is trained; the judge and the first run are read.
      var trained: [String] = []
      let longer = try (figure(folder, runs: 2) as Figure2).run(stop: StopSignal()) { event in
        if case .message(let text) = event, text.hasPrefix("run: ") { trained.append(text) }
      }
      #expect(trained.count == 1 && trained.first?.hasSuffix("ss-seed2") == true)
      #expect(longer.scores.map(\.seed) == [1, 2] && longer.rows[0].standardError != nil)
      #expect(longer.scores[0].seen == score.seen)
      #expect(FileManager.default.fileExists(atPath: "\(folder)/figure/figure2-seed2.png"))

      let saved = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/figure/figure2.json"))
      let decoded = try JSONDecoder().decode(FigureOfClassesOutcome.self, from: saved)
      #expect(decoded.text == longer.text)
      #expect(String(decoding: saved, as: UTF8.self).contains("\"standard_error\""))
    }
  }

  @Test("the figures differ in data and in what they claim")
  func subjects() {
    #expect(Figure2.name == "figure2" && Figure3.name == "figure3")
    #expect(GeneratedDigits.dataset == .mnist && GeneratedArticles.dataset == .fashionMNIST)
    #expect(GeneratedDigits.leastShare == 0.95 && GeneratedArticles.leastShare == 0.75)
    #expect(Figure2(quick: true).options.epochs == 3 && Figure2().options.runs == 1)
    #expect(Figure3().options.directory == "experiments/figure3")
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

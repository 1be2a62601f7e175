import Foundation
import TestFiles
import Testing

@Suite("Reports")
struct ReportTests {
  private func report(_ run: String, _ more: String...) throws -> Finished {
    try Command.run(["report", run, "--output", "\(run).html"] + more)
  }

  private func page(_ run: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(run).html")), as: UTF8.self)
  }

  @Test("a run's page holds its figures, plots and pictures")
  func ofARun() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let run = "\(folder)/run"
      let trained = try Command.run(training(folder, "--epochs", "2", "--labels", "20"))
      #expect(trained.status == 0, "\(trained.errors)")
      let finished = try report(run, "--json")
      #expect(finished.status == 0, "\(finished.errors)")
      #expect(try finished.json()["output"] as? String == "\(run).html")
      let html = try page(run)
      for heading in [
        "Results", "Learning curves", "Latent map", "Pictures",
        "Confusion of classes, test samples", "Metrics", "Settings",
      ] { #expect(html.contains("<h2>\(heading)</h2>"), "\(heading)") }
      #expect(html.components(separatedBy: "data:image/png;base64,").count == 4)
      #expect(html.contains("<td>labelWeight</td>") && html.contains("20 labelled"))
      #expect(html.contains("20 of 20 test samples"))
      #expect(!html.contains("src=\"http") && !html.contains("<script"))
      // The same run gives the same page.
      #expect(try report(run).status == 0 && page(run) == html)
    }
  }

  @Test("without its data, or without a decoder, a run has a page without a latent map")
  func withoutALatentMap() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let trained = try Command.run(training(folder, "--max-steps", "2", "--family", "es"))
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(try report("\(folder)/run").status == 0)
      #expect(try !page("\(folder)/run").contains("Latent map"))

      let other = try Command.run(training(folder, run: "other", "--max-steps", "2"))
      #expect(other.status == 0, "\(other.errors)")
      try FileManager.default.removeItem(atPath: "\(folder)/mnist")
      let finished = try report("\(folder)/other")
      #expect(finished.status == 0 && finished.errors.contains("no latent map"))
      #expect(try page("\(folder)/other").contains("Left out: "))
    }
  }

  @Test("an experiment's page holds its tables and pictures")
  func ofAnExperiment() throws {
    try withFolder { folder in
      try SmallData().write(to: folder, as: "fashion-mnist")
      let experiment = "\(folder)/examples"
      let made = try Command.run([
        "reproduce", "figure4", "--data", folder, "--run", experiment, "--json",
      ])
      #expect(made.status == 0, "\(made.errors)")
      #expect(try made.json()["claims"] as? [String] == [])
      let finished = try report(experiment)
      #expect(finished.status == 0, "\(finished.errors)")
      let html = try page(experiment)
      #expect(html.contains("<h2>figure4</h2>") && html.contains("Ankle boot"))
      #expect(html.contains("data:image/png;base64,"))
    }
  }

  @Test func refusals() throws {
    try withFolder { folder in
      expectFailure(try report("\(folder)/none"), 66, "\(folder)/none")
      try SmallData().write(to: folder)
      let trained = try Command.run(training(folder, "--max-steps", "1", "--family", "es"))
      #expect(trained.status == 0, "\(trained.errors)")
      let ending = try Command.run(["report", "\(folder)/run", "--output", "\(folder)/a.pdf"])
      expectFailure(ending, 64, "a.pdf", ".html")
    }
  }
}

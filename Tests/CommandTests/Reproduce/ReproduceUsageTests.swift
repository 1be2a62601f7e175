import TestFiles
import Testing

/// What `reproduce` refuses, before it trains anything.
@Suite struct ReproduceUsageTests {
  private func refuse(
    _ arguments: String..., words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try withFolder { folder in
      let finished = try Command.run(["reproduce"] + arguments, in: folder)
      #expect(finished.status == 64, "\(finished.errors)", sourceLocation: sourceLocation)
      for word in words {
        #expect(
          finished.errors.contains(word), "\(finished.errors)", sourceLocation: sourceLocation)
      }
    }
  }

  @Test func modelsAndLabels() throws {
    try refuse("table5", "--models", "rnn", words: "models: found rnn", "dense", "--models")
    try refuse("table5", "--models", "dense,lstm", words: "models: found 'lstm'", "cnn")
    try refuse("table4", "--labels", "100", words: "labels: found 100", "table4", "--labels")
    try refuse("table3", "--labels", "10,x", words: "'x'", "rows")
    try refuse("table3", "--labels", "10,10", words: "labels: found 10,10", "once")
    try refuse("figure2", "--labels", "100", words: "labels: found 100", "figure2", "--labels")
    try refuse("figure3", "--models", "cnn", words: "models: found cnn", "dense", "--models")
    try refuse("figure4", "--models", "dense", words: "models: found dense", "none")
    try refuse("table12", "--labels", "all", words: "labels: found all", "table12")
  }

  @Test func seedsAndData() throws {
    try refuse("table3", "--set", "seed=1", words: "seed: found one seed", "--seed")
    try refuse("table6", words: "data: found no folder", "mnist/", "CONTINUUM_DATA")
    try refuse("table3", "--quick", words: "data: found no folder")
    try refuse("table13", words: "'table13'", "table9", "figure4", "all")
  }
}

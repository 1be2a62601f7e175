import Foundation
import Layers
import Testing
import Training

@Suite struct MetricsLogTests {
  static let rows = [
    MetricsLog.Row(
      epoch: 1, step: 10, split: "train", loss: 0.1, reconstruction: 1.0 / 3, kl: 1e-300,
      classification: 2),
    MetricsLog.Row(epoch: 1, step: 10, split: "test", accuracy: 0.5, logLoss: .infinity),
    MetricsLog.Row(epoch: 2, step: 20, split: "train", loss: -1),
  ]

  @Test func writesTheColumnsOfTheConventions() async throws {
    try await withTemporaryFolder { folder in
      let log = MetricsLog(at: "\(folder)/metrics.csv")
      #expect(try log.rows().isEmpty)
      try log.append(Array(Self.rows[..<2]))
      try log.append(Array(Self.rows[2...]))
      #expect(
        try text(log.path) == """
          epoch,step,split,loss,reconstruction,kl,classification,accuracy,log_loss
          1,10,train,0.1,0.3333333333333333,1e-300,2.0,,
          1,10,test,,,,,0.5,inf
          2,20,train,-1.0,,,,,

          """)
      #expect(try log.rows() == Self.rows)
    }
  }

  @Test(arguments: [(0, 0), (9, 0), (10, 2), (19, 2), (20, 3)])
  func cutsBack(step: Int, kept: Int) async throws {
    try await withTemporaryFolder { folder in
      let log = MetricsLog(at: "\(folder)/metrics.csv")
      try log.append(Self.rows)
      let whole = try text(log.path)
      try write(whole + "3,30,tra", log.path)
      #expect(try log.rows() == Self.rows)
      try log.cut(backTo: step)
      #expect(try log.rows() == Array(Self.rows[..<kept]))
      try log.append(Array(Self.rows[kept...]))
      #expect(try text(log.path) == whole)
    }
  }

  /// Further terms have columns after the fixed ones, in the order of the model's terms.
  @Test func furtherTermsHaveColumns() async throws {
    try await withTemporaryFolder { folder in
      let log = MetricsLog(at: "\(folder)/metrics.csv")
      var sums = LossSums()
      let names: [LossName] = [.total, "sparsity", .kl, "decay"]
      sums.add(LossValues(names: names, values: [4, 0.5, 2, 0.25]))
      let train = MetricsLog.Row(epoch: 1, step: 10, split: "train", losses: sums, names: names)
      let test = MetricsLog.Row(epoch: 1, step: 10, split: "test", accuracy: 0.5)
      let expected = """
        \(MetricsLog.header),sparsity,decay
        1,10,train,4.0,,2.0,,,,0.5,0.25
        1,10,test,,,,,0.5,,,

        """
      // Resuming at the beginning leaves a header alone, which gets the columns.
      for begins in [false, true] {
        if begins { try write("", log.path) }
        if begins { try log.cut(backTo: 0) }
        try log.append([train, test])
        #expect(try text(log.path) == expected)
        #expect(try log.rows() == [train, test])
        try log.cut(backTo: 10)
        #expect(try text(log.path) == expected)
      }
      #expect(train.others.map(\.name) == ["sparsity", "decay"])
      // Rows without further terms may be shorter; a term without a column is named.
      try log.append([Self.rows[2]])
      #expect(try log.rows() == [train, test, Self.rows[2]])
      let other = MetricsLog.Row(
        epoch: 3, step: 30, split: "train", others: [.init("entropy", 1)])
      #expect(failure { try log.append([other]) }?.description.contains("entropy") == true)
    }
  }

  /// An editor or a transfer may have changed the ends of lines; no row is lost, and `cut` mends them.
  @Test func readsLinesThatEndWithCRLF() async throws {
    try await withTemporaryFolder { folder in
      let log = MetricsLog(at: "\(folder)/metrics.csv")
      try log.append(Self.rows)
      let whole = try text(log.path)
      try write(whole.replacingOccurrences(of: "\n", with: "\r\n") + "3,30,tra", log.path)
      #expect(try log.rows() == Self.rows)
      try log.cut(backTo: 20)
      #expect(try text(log.path) == whole)
    }
  }

  /// What spreadsheets and editors make of the file: a mark in front, other line ends, blank rows or no
  /// line end at the end.
  @Test func readsWhatWasSavedAgain() async throws {
    try await withTemporaryFolder { folder in
      let log = MetricsLog(at: "\(folder)/metrics.csv")
      try log.append(Self.rows)
      let whole = try text(log.path)
      let copies = [
        "\u{FEFF}" + whole.replacingOccurrences(of: "\n", with: "\r\n"),
        whole.replacingOccurrences(of: "\n", with: "\r"), whole + "\n \n,,,,,,,,\n",
        String(whole.dropLast()),
      ]
      for copy in copies {
        try write(copy, log.path)
        try log.cut(backTo: 20)
        #expect(try text(log.path) == whole)
      }
    }
  }

  @Test(arguments: ["", "epoch,st"])
  func beginsAnewWithoutACompleteHeader(_ content: String) async throws {
    try await withTemporaryFolder { folder in
      let log = MetricsLog(at: "\(folder)/metrics.csv")
      try write(content, log.path)
      try log.cut(backTo: 0)
      #expect(try text(log.path) == MetricsLog.header + "\n")
    }
  }

  @Test(arguments: [
    "a,b\n", "\(MetricsLog.header),\n", "\(MetricsLog.header),loss\n",
    "\(MetricsLog.header),a,a\n", "\(MetricsLog.header),a\n1,2,train,,,,,,,x\n",
    "\(MetricsLog.header)\n1,2,tr\rain,,,,,,\n", "\(MetricsLog.header)\n1,2\n",
    "\(MetricsLog.header)\n1,2,train,x,,,,,\n",
  ])
  func namesADamagedLine(_ content: String) async throws {
    try await withTemporaryFolder { folder in
      let log = MetricsLog(at: "\(folder)/metrics.csv")
      try write(content, log.path)
      #expect(failure { try log.cut(backTo: 5) }?.kind == .badData)
      #expect(try text(log.path) == content)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"))
  func reportsAFullDisk() {
    let error = failure { try MetricsLog(at: "/dev/full").append(Self.rows) }
    #expect(error?.kind == .inputOutput)
    #expect(error?.description.contains("no space left on the disk") == true)
  }
}

import TestScheduling
import Testing

@Suite struct SuiteProcessTests {
  private static let suite = "OperationsTests.ConvolutionTests"

  /// What a process of its own is started with, for a program with these arguments.
  private func started(by arguments: [String]) throws -> [String] {
    guard case .other(let own) = SuiteProcess(of: Self.suite, startedBy: ["tests"] + arguments)
    else { throw Unexpected() }
    return own
  }

  private struct Unexpected: Error {}

  @Test func allTestsOfASuiteAreSelected() throws {
    let own = try started(by: ["--testing-library", "swift-testing", "--skip", "half"])
    #expect(own.starts(with: ["--testing-library", "swift-testing", "--skip", "half", "--filter"]))
    let pattern = try Regex(own[5])
    #expect("OperationsTests.ConvolutionTests/models".contains(pattern))
    #expect(!"OperationsTests.ConvolutionTileTests/models".contains(pattern))
    #expect(!"MyOperationsTests.ConvolutionTests/models".contains(pattern))
  }

  /// Tests that both the caller and the suite select, however the filter is written.
  @Test(arguments: [
    ["--filter", "few|odd"], ["--filter=few|odd"], ["--filter", "^OperationsTests.*(few|odd)$"],
    ["--filter", "few", "--filter", "odd"],
  ])
  func filtersAreKept(_ arguments: [String]) throws {
    let own = try started(by: arguments)
    let filters = zip(own, own.dropFirst()).filter { $0.0 == "--filter" }.map(\.1)
    func selects(_ test: String) throws -> Bool {
      try filters.contains { test.contains(try Regex($0)) }
    }
    for test in ["few", "odd"] {
      #expect(try selects("OperationsTests.ConvolutionTests/\(test)"))
      #expect(try !selects("OperationsTests.OtherTests/\(test)"))
    }
    #expect(try !selects("OperationsTests.ConvolutionTests/models"))
  }

  /// A process for a suite starts no other one.
  @Test func theOwnProcessIsKnown() throws {
    let own = try started(by: ["--filter", "few"])
    #expect(SuiteProcess(of: Self.suite, startedBy: ["tests"] + own) == .started)
  }

  @Test(arguments: ["--no-parallel", "--repetitions=2", "--xunit-output", "--attachments-path"])
  func someOptionsKeepOneProcess(_ option: String) {
    #expect(SuiteProcess(of: Self.suite, startedBy: ["tests", option, "2"]) == .present)
  }
}

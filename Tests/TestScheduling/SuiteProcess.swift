/// Where the tests of a suite run that has a process of its own.
public enum SuiteProcess: Equatable {
  /// The process that runs all tests.
  case present
  /// The suite's own process, which is this one.
  case started
  /// The suite's own process, which has to be started with these arguments.
  case other([String])

  private static let mark = "--only-suite"

  /// What keeps every suite in one process: tests one after the other, as for a debugger, and results that
  /// are written to a file or repeated, which concern all of them.
  private static let uniting: Set = [
    "--no-parallel", "--repetitions", "--repeat-until", "--configuration-path",
    "--event-stream-output-path", "--experimental-event-stream-output", "--attachments-path",
    "--xunit-output",
  ]

  /// - Parameters:
  ///   - suite: the suite's identifier, such as `OperationsTests.ConvolutionTests`.
  ///   - arguments: those of this process, the program's path included.
  public init(of suite: String, startedBy arguments: [String]) {
    guard !arguments.contains(Self.mark) else {
      self = .started
      return
    }
    let options = arguments.map { String($0.prefix { $0 != "=" }) }
    guard Self.uniting.isDisjoint(with: options) else {
      self = .present
      return
    }
    let ofSuite = suite.replacing(".", with: "\\.") + "/"
    var own: [String] = []
    var selectsAll = true
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      let filter: Substring?
      switch argument {
      case "--filter": filter = rest.popFirst().map { $0[...] }
      case let word where word.hasPrefix("--filter="): filter = word.dropFirst("--filter=".count)
      default: filter = nil
      }
      if let filter {
        selectsAll = false
        own += ["--filter", "^(?=.*(?:\(filter)))\(ofSuite)"]
      } else {
        own.append(argument)
      }
    }
    self = .other(own + (selectsAll ? ["--filter", "^\(ofSuite)"] : []) + [Self.mark])
  }
}

import Execution
import Models
import Testing

/// The recurrent model against PyTorch in float64, as `ParityTests` has it for the other models.
///
/// The cases of one test share an executor and so compile each kernel once.
@Suite("Parity with PyTorch: RNN", .serialized)
struct RNNParityTests {
  @Test(arguments: ParityTests.Target.allCases)
  func narrow(_ target: ParityTests.Target) throws {
    let cases = ["ss", "es", "eu", "hard"].map { "narrow-rnn-\($0)" }
    for piGradient in Objective.PiGradient.allCases {
      try check(cases, on: target, piGradient, steps: 5, fused: true)
    }
    try check(["narrow-rnn-ss", "narrow-rnn-hard"], on: target, .through, steps: 5, fused: false)
    try check(["narrow-rnn-ss"], on: target, .stopped, steps: 5, fused: false)
  }

  @Test(arguments: [ParityTests.Target.cpu, .gpu])
  func full(_ target: ParityTests.Target) throws {
    let cases = ["ss", "es", "eu"].map { "full-rnn-\($0)" }
    try check(cases, on: target, .through, steps: 5, fused: true)
    try check(["full-rnn-ss"], on: target, .stopped, steps: 5, fused: false)
  }

  @Test func fullOnHost() throws {
    try check(["full-rnn-ss"], on: .host, .through, steps: 5, fused: true)
  }

  private func check(
    _ cases: [String], on target: ParityTests.Target, _ piGradient: Objective.PiGradient,
    steps: Int, fused: Bool
  ) throws {
    guard let executor = try target.makeExecutor() else {
      print("skipped: \(cases) on \(target): there is no OpenCL device")
      return
    }
    for name in cases {
      var check = try ParityCheck(name, on: executor, named: target, piGradient, fused: fused)
      try check.run(steps: steps, comparesFifth: true)
    }
  }
}

import Execution
import Models
import Testing

/// The Small-NORB model against PyTorch in float64, as `ParityTests` has it for the other models.
///
/// The cases of one test share an executor and so compile each kernel once: the families agree in
/// the shapes of all variables that they share.
@Suite("Parity with PyTorch: Small-NORB")
struct NORBParityTests {
  @Test(arguments: ParityTests.Target.allCases)
  func narrow(_ target: ParityTests.Target) throws {
    let cases = ["ss", "es", "eu", "heads"].map { "narrow-norb-\($0)" }
    try check(cases, on: target, steps: 5, comparesFifth: true)
  }

  @Test(arguments: [ParityTests.Target.cpu, .gpu])
  func full(_ target: ParityTests.Target) throws {
    try check(["full-norb-ss"], on: target, steps: 5, comparesFifth: false)
    let others = ParityTests.families(on: target).dropFirst()
    try check(others.map { "full-norb-\($0)" }, on: target, steps: 1, comparesFifth: false)
  }

  @Test func fullOnHost() throws {
    try check(["full-norb-ss"], on: .host, steps: 1, comparesFifth: false)
  }

  private func check(
    _ cases: [String], on target: ParityTests.Target, steps: Int, comparesFifth: Bool
  ) throws {
    guard let executor = try target.makeExecutor(for: cases) else { return }
    for name in cases {
      var check = try ParityCheck(
        name, on: executor, named: target, .through, fused: name != "narrow-norb-heads")
      try check.run(steps: steps, comparesFifth: comparesFifth)
    }
  }
}

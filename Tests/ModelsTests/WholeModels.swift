import Models
import TestScheduling
import Testing

/// Whole models against PyTorch in float64: outputs, loss terms, the gradient of every parameter,
/// and training steps, with given weights and noise and without dropout.
@Suite("Parity with PyTorch", .serialized, .ownThread)
enum WholeModels {}

/// One golden case and how far it is followed.
struct GoldenRun: Codable, Sendable {
  let name: String
  var piGradient = Objective.PiGradient.through
  var steps = 5
  var fused = true
  /// Whether the parameters after five steps are compared. Where a gradient is almost zero RMSprop's
  /// step follows its sign, which rounding decides.
  var comparesFifth = true
}

/// Follows golden cases on one executor, which compiles each kernel once.
///
/// They have a process of their own. pocl compiles under one lock for a whole process, so that a second
/// core can compile models only beside the process that tests the kernels.
func expectParity(_ runs: [GoldenRun], on target: ParityTarget) async {
  let result = await #expect(
    processExitsWith: .success, observing: [\.standardOutputContent]
  ) { [runs, target] in
    guard let executor = try target.makeExecutor(for: runs.map(\.name)) else { return }
    for run in runs {
      var check = try ParityCheck(run, on: executor, named: target)
      try check.run()
    }
  }
  if let result {
    print(String(decoding: result.standardOutputContent, as: UTF8.self), terminator: "")
  }
}

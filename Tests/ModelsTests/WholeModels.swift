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
/// They run in a process of their own: pocl compiles under one lock per process, so that a second core
/// can compile models only in another process than the one that tests the kernels.
///
/// - Throws: what skips the test where the target cannot run them.
func expectParity(_ runs: [GoldenRun], on target: ParityTarget) async throws {
  if let reason = try target.reasonToSkip(runs.map(\.name)) { try skip(reason) }
  let result = await #expect(
    processExitsWith: .success, observing: [\.standardOutputContent]
  ) { [runs, target] in
    let executor = try target.makeExecutor(for: runs.map(\.name))
    for run in runs {
      var check = try ParityCheck(run, on: executor, named: target)
      try check.run()
    }
  }
  if let result {
    print(String(decoding: result.standardOutputContent, as: UTF8.self), terminator: "")
  }
}

import Compute
import Execution
import TestScheduling
import Testing

import class Foundation.ProcessInfo

/// Where a whole model is run.
enum ParityTarget: String, CaseIterable, Codable, Sendable {
  case cpu, gpu, host

  /// The families of a full-sized model to run: those without a decoder or classifiers have the same
  /// layers, and kernels of the GPU family take long to compile on a CPU.
  var families: [String] { self == .gpu ? ["ss"] : ["ss", "es", "eu"] }

  /// An executor for golden cases.
  ///
  /// - Throws: what skips the test where `reasonToSkip` has a reason.
  func makeExecutor(for cases: [String]) throws -> any Executor {
    if let reason = try reasonToSkip(cases) { try skip(reason) }
    guard self != .host else { return HostExecutor() }
    let device = try #require(try Devices.all().first)
    return try OpenCLExecutor(device, family: self == .cpu ? .cpu : .gpu, cacheDirectory: nil)
  }

  /// Why golden cases cannot run here; nil where they can.
  ///
  /// A CPU would compile hundreds of the GPU family's kernels for a model of the paper's size, so it
  /// runs one only where `CONTINUUM_TEST_FAMILY` names that family. Narrow models, and the layers of
  /// the full ones one by one, run in any case.
  func reasonToSkip(_ cases: [String]) throws -> Comment? {
    let requested = ProcessInfo.processInfo.environment["CONTINUUM_TEST_FAMILY"]
    if let requested {
      precondition(
        ["cpu", "gpu"].contains(requested),
        "CONTINUUM_TEST_FAMILY is '\(requested)'; it may be cpu or gpu")
      if requested != rawValue { return "CONTINUUM_TEST_FAMILY is \(requested)" }
    }
    guard self != .host else { return nil }
    guard let device = try Devices.all().first else { return "there is no OpenCL device here" }
    let isFullSized = cases.contains { $0.hasPrefix("full") }
    if isFullSized, self == .gpu, device.description.kind == .cpu, requested == nil {
      return """
        the GPU family's kernels of a full-sized model take long to compile on a CPU; \
        CONTINUUM_TEST_FAMILY=gpu runs them
        """
    }
    return nil
  }
}

import Compute
import Execution

import class Foundation.ProcessInfo

/// Where a whole model is run.
enum ParityTarget: String, CaseIterable, Codable, Sendable {
  case cpu, gpu, host

  /// The families of a full-sized model to run: those without a decoder or classifiers have the same
  /// layers, and kernels of the GPU family take long to compile on a CPU.
  var families: [String] { self == .gpu ? ["ss"] : ["ss", "es", "eu"] }

  /// An executor for golden cases; nil, with a line that says so, where there is no device or where
  /// `CONTINUUM_TEST_FAMILY` names another family.
  ///
  /// A CPU would compile hundreds of the GPU family's kernels for a model of the paper's size, so it
  /// runs one only where the variable names that family. Narrow models, and the layers of the full
  /// ones each by itself, run in any case.
  func makeExecutor(for cases: [String]) throws -> (any Executor)? {
    let executor = try makeExecutor(fullSized: cases.contains { $0.hasPrefix("full") })
    if executor == nil {
      print("skipped: \(cases) on \(self): no device for it, or another family was asked for")
    }
    return executor
  }

  private func makeExecutor(fullSized: Bool) throws -> (any Executor)? {
    let asked = ProcessInfo.processInfo.environment["CONTINUUM_TEST_FAMILY"]
    precondition(
      asked.map { ["cpu", "gpu"].contains($0) } ?? true,
      "CONTINUUM_TEST_FAMILY is '\(asked ?? "")'; it may be cpu or gpu")
    guard asked ?? rawValue == rawValue else { return nil }
    guard self != .host else { return HostExecutor() }
    guard let device = try Devices.all().first else { return nil }
    if fullSized && self == .gpu && device.description.kind == .cpu && asked == nil { return nil }
    return try OpenCLExecutor(device, family: self == .cpu ? .cpu : .gpu, cacheDirectory: nil)
  }
}

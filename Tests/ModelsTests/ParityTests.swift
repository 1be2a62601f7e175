import Compute
import Execution
import Graphs
import Models
import Testing

import class Foundation.ProcessInfo

/// Whole models against PyTorch in float64: outputs, loss terms, the gradient of every parameter,
/// and training steps, with given weights and noise and without dropout.
@Suite("Parity with PyTorch")
struct ParityTests {
  /// Where a model is run.
  enum Target: String, CaseIterable, Sendable {
    case cpu, gpu, host

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
      return try OpenCLExecutor(
        device, family: self == .cpu ? .cpu : .gpu, cacheDirectory: nil)
    }
  }

  @Test(
    arguments: Target.allCases,
    ["dense", "cnn"].flatMap { model in
      ["ss", "es", "eu"].map { "narrow-\(model)-\($0)" }
    })
  func narrowModels(_ target: Target, _ name: String) throws {
    for piGradient in Objective.PiGradient.allCases {
      try check(name, on: target, piGradient, steps: 5, fused: piGradient == .stopped)
    }
  }

  /// The families of a full-sized model that a target runs: those without a decoder or classifiers
  /// have the same layers, and kernels of the GPU family take long to compile on a CPU.
  static func families(on target: Target) -> [String] {
    target == .gpu ? ["ss"] : ["ss", "es", "eu"]
  }

  @Test(arguments: Target.allCases)
  func fullDense(_ target: Target) throws {
    for family in Self.families(on: target) {
      try check("full-dense-\(family)", on: target, .through, steps: 5)
    }
  }

  @Test(arguments: [Target.cpu, .gpu])
  func fullConvolutional(_ target: Target) throws {
    for family in Self.families(on: target) {
      try check("full-cnn-\(family)", on: target, .through, steps: 5)
    }
  }

  @Test func fullConvolutionalOnHost() throws {
    try check("full-cnn-ss", on: .host, .through, steps: 1)
  }

  private func check(
    _ name: String, on target: Target, _ piGradient: Objective.PiGradient, steps: Int,
    fused: Bool = true
  ) throws {
    guard let executor = try target.makeExecutor(for: [name]) else { return }
    var check = try ParityCheck(name, on: executor, named: target, piGradient, fused: fused)
    try check.run(steps: steps, comparesFifth: name.contains("dense"))
  }
}

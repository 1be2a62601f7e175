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

    /// Nil where there is no device, or where `CONTINUUM_TEST_FAMILY` names another family.
    func makeExecutor() throws -> (any Executor)? {
      let asked = ProcessInfo.processInfo.environment["CONTINUUM_TEST_FAMILY"]
      precondition(
        asked.map { ["cpu", "gpu"].contains($0) } ?? true,
        "CONTINUUM_TEST_FAMILY is '\(asked ?? "")'; it may be cpu or gpu")
      guard asked ?? rawValue == rawValue else { return nil }
      guard self != .host else { return HostExecutor() }
      guard let device = try Devices.all().first else { return nil }
      var traits = DeviceTraits(device.description, family: self == .cpu ? .cpu : .gpu)
      traits.optimizesKernels = self == .cpu || device.description.kind != .cpu
      return try OpenCLExecutor(device, traits, cacheDirectory: nil)
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
    guard let executor = try target.makeExecutor() else {
      print("skipped: \(name) on \(target): no device, or another family was asked for")
      return
    }
    var check = try ParityCheck(name, on: executor, named: target, piGradient, fused: fused)
    try check.run(steps: steps, comparesFifth: name.contains("dense"))
  }
}

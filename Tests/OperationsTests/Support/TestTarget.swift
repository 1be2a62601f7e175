import Compute
import Execution
import Graphs
import KernelFiles
import TestScheduling
import Testing

import class Foundation.ProcessInfo

/// One way of running a plan that kernel tests go through.
///
/// Where there is no device, using a target skips the test: none passes because it had nothing to run
/// on.
struct TestTarget: Sendable, CustomTestStringConvertible {
  /// Nil for a target that skips.
  private let foundDevice: Device?
  let family: DeviceTraits.Family
  let vectorWidth: Int?
  var precision = DeviceTraits.Precision.float32
  var emulatesMMA = false

  private init(
    _ device: Device?, _ family: DeviceTraits.Family, vectorWidth: Int? = nil,
    precision: DeviceTraits.Precision = .float32, emulatesMMA: Bool = false
  ) {
    foundDevice = device
    self.family = family
    self.vectorWidth = vectorWidth
    self.precision = precision
    self.emulatesMMA = emulatesMMA
  }

  /// The device.
  ///
  /// - Throws: what skips the test where there is no device.
  var device: Device {
    get throws {
      guard let foundDevice else { try skip("there is no OpenCL device here") }
      return foundDevice
    }
  }

  var testDescription: String {
    "\(foundDevice?.description.name ?? "no device") \(family)\(vectorWidth.map { " width \($0)" } ?? "")"
      + (precision == .float32 ? "" : " \(precision)") + (emulatesMMA ? " emulated" : "")
  }

  /// Every OpenCL device here, each with the CPU family at its own vector width and, if that is not 8, at
  /// 8, and with the GPU family; only one family where `CONTINUUM_TEST_FAMILY` is `cpu` or `gpu`.
  static let all: [TestTarget] = {
    let families = requestedFamilies()
    guard !devices.isEmpty else { return families.map { TestTarget(nil, $0) } }
    return devices.flatMap { device in
      let ownWidth = DeviceTraits(device.description, family: .cpu).vectorWidth
      let narrow = ownWidth == 8 ? [] : [TestTarget(device, .cpu, vectorWidth: 8)]
      return ([TestTarget(device, .cpu)] + narrow + [TestTarget(device, .gpu)])
        .filter { families.contains($0.family) }
    }
  }()

  private static let devices: [Device] = {
    do { return try Devices.all() } catch {
      preconditionFailure("the OpenCL devices cannot be listed: \(error)")
    }
  }()

  private static func requestedFamilies() -> [DeviceTraits.Family] {
    guard let name = ProcessInfo.processInfo.environment["CONTINUUM_TEST_FAMILY"] else {
      return DeviceTraits.Family.allCases
    }
    guard let family = DeviceTraits.Family(rawValue: name) else {
      preconditionFailure("CONTINUUM_TEST_FAMILY must be cpu or gpu, not '\(name)'")
    }
    return [family]
  }

  /// The targets without the narrower vector width, for shapes whose kernels compile slowly.
  static var full: [TestTarget] { all.filter { $0.vectorWidth == nil } }

  /// The CPU family at both vector widths.
  static var cpu: [TestTarget] { all.filter { $0.family == .cpu } }

  /// The GPU family.
  static var gpu: [TestTarget] { all.filter { $0.family == .gpu } }

  /// The GPU family with tensors in half precision, which every device supports.
  static var half: [TestTarget] {
    gpu.map { TestTarget($0.foundDevice, .gpu, precision: .half) }
  }

  /// Kernels for tensor cores: emulated in plain OpenCL C on every device, and with the MMA instruction
  /// where a device has it.
  static let tensor: [TestTarget] = {
    gpu.flatMap { target in
      let device = target.foundDevice
      let isAble =
        device.map { (try? OpenCLExecutor($0, precision: .tf32, cacheDirectory: nil)) != nil }
      return [true, false].filter { $0 || isAble == true }.map {
        TestTarget(device, .gpu, precision: .tf32, emulatesMMA: $0)
      }
    }
  }()

  /// - Parameter kernels: files that replace the embedded ones.
  /// - Throws: `ComputeError`; what skips the test where there is no device.
  func makeExecutor(kernels: KernelRegistry? = TestKernels.registry) throws -> OpenCLExecutor {
    let device = try device
    var traits = DeviceTraits(device.description, family: family, vectorWidth: vectorWidth)
    traits.precision = precision
    traits.emulatesMMA = emulatesMMA
    // Another width than the CPU's own is tested for its results. Optimised, which is how a CPU of that
    // width tests it, kernels would take twice as long to compile.
    if vectorWidth != nil, device.description.kind == .cpu { traits.optimizesKernels = false }
    return try OpenCLExecutor(
      device, traits, cacheDirectory: Self.cacheDirectory, kernels: kernels)
  }

  /// The folder that caches compiled kernels between test sessions, from `CONTINUUM_TEST_CACHE`; nil, and
  /// no cache, without it.
  ///
  /// A newly compiled kernel is launched once on scratch memory, with one buffer for all arguments. That
  /// is harmless, but a race detector reports it; cached kernels are not launched so.
  static var cacheDirectory: String? {
    ProcessInfo.processInfo.environment["CONTINUUM_TEST_CACHE"]
  }

  /// A key under which the tests share one executor.
  var key: String { testDescription }
}

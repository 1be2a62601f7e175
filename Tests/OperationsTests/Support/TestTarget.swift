import Compute
import Execution
import Graphs
import Testing

import class Foundation.ProcessInfo

/// One device and kernel family that kernel tests execute on.
struct TestTarget: Sendable, CustomTestStringConvertible {
  let device: Device
  let family: DeviceTraits.Family
  let vectorWidth: Int?
  var precision = DeviceTraits.Precision.float32
  var emulatesMMA = false

  var testDescription: String {
    "\(device.description.name) \(family)\(vectorWidth.map { " width \($0)" } ?? "")"
      + (precision == .float32 ? "" : " \(precision)") + (emulatesMMA ? " emulated" : "")
  }

  /// Every OpenCL device here, each with the CPU family at its own vector width and at 8, and with the GPU
  /// family; only one family where `CONTINUUM_TEST_FAMILY` is `cpu` or `gpu`.
  static let all: [TestTarget] = {
    let families = requestedFamilies()
    let devices = (try? Devices.all()) ?? []
    return devices.flatMap { device in
      [
        TestTarget(device: device, family: .cpu, vectorWidth: nil),
        TestTarget(device: device, family: .cpu, vectorWidth: 8),
        TestTarget(device: device, family: .gpu, vectorWidth: nil),
      ].filter { families.contains($0.family) }
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
    gpu.map { TestTarget(device: $0.device, family: .gpu, vectorWidth: nil, precision: .half) }
  }

  /// Kernels for tensor cores: emulated in plain OpenCL C on every device, and with the MMA instruction
  /// where a device has it.
  static let tensor: [TestTarget] = {
    guard requestedFamilies().contains(.gpu) else { return [] }
    let devices = (try? Devices.all()) ?? []
    return devices.flatMap { device in
      let isAble = (try? OpenCLExecutor(device, precision: .tf32, cacheDirectory: nil)) != nil
      return [true, false].filter { $0 || isAble }.map {
        TestTarget(
          device: device, family: .gpu, vectorWidth: nil, precision: .tf32, emulatesMMA: $0)
      }
    }
  }()

  func makeExecutor() throws -> OpenCLExecutor {
    var traits = DeviceTraits(device.description, family: family, vectorWidth: vectorWidth)
    traits.precision = precision
    traits.emulatesMMA = emulatesMMA
    return try OpenCLExecutor(device, traits, cacheDirectory: Self.cacheDirectory)
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

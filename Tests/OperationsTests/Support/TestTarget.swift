import Compute
import Execution
import Graphs
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

  /// Every OpenCL device here, with the CPU family at its own and a forced narrower vector width,
  /// and with the GPU family forced; with `CONTINUUM_TEST_FAMILY` set to `cpu` or `gpu`, that family
  /// only.
  static let all: [TestTarget] = {
    let families = requestedFamilies()
    guard !devices.isEmpty else { return families.map { TestTarget(nil, $0) } }
    return devices.flatMap { device in
      [
        TestTarget(device, .cpu), TestTarget(device, .cpu, vectorWidth: 8),
        TestTarget(device, .gpu),
      ].filter { families.contains($0.family) }
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
      preconditionFailure("CONTINUUM_TEST_FAMILY is '\(name)'; it may be cpu or gpu")
    }
    return [family]
  }

  /// The CPU family at both widths.
  static var cpu: [TestTarget] { all.filter { $0.family == .cpu } }

  /// The GPU family.
  static var gpu: [TestTarget] { all.filter { $0.family == .gpu } }

  /// The GPU family with tensors in half precision, which needs nothing that a device may lack.
  static var half: [TestTarget] {
    gpu.map { TestTarget($0.foundDevice, .gpu, precision: .half) }
  }

  /// Kernels for tensor cores: in plain OpenCL C on every device, and with the instruction where a
  /// device has it.
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

  /// - Throws: `ComputeError`; what skips the test where there is no device.
  func makeExecutor() throws -> OpenCLExecutor {
    let device = try device
    var traits = DeviceTraits(device.description, family: family, vectorWidth: vectorWidth)
    traits.precision = precision
    traits.emulatesMMA = emulatesMMA
    return try OpenCLExecutor(device, traits, cacheDirectory: Self.cacheDirectory)
  }

  /// Where compiled kernels are kept from one run of the tests to the next: nowhere unless
  /// `CONTINUUM_TEST_CACHE` names a folder.
  ///
  /// A kernel that is new runs once on scratch memory, with one buffer for all arguments. That is
  /// harmless, but a detector of data races reports it; kernels from a cache do without.
  static var cacheDirectory: String? {
    ProcessInfo.processInfo.environment["CONTINUUM_TEST_CACHE"]
  }

  /// A key under which the tests share one executor.
  var key: String { testDescription }
}

/// How large a case may be: all of them but where `CONTINUUM_TEST_WORK` gives a limit, for devices on
/// which every instruction takes long, such as a simulator's.
enum TestLimit {
  private static let work: Int? = {
    guard let text = ProcessInfo.processInfo.environment["CONTINUUM_TEST_WORK"] else { return nil }
    guard let limit = Int(text) else {
      preconditionFailure("CONTINUUM_TEST_WORK is '\(text)'; it takes a number of operations")
    }
    return limit
  }()

  /// Counts floating-point operations and the elements of the inputs.
  static func allows(_ operation: some Operation, _ inputs: [TensorSpec]) -> Bool {
    allows(operation.flops(inputs) + inputs.reduce(0) { $0 + $1.shape.count })
  }

  /// Counts the elements of a graph's inputs.
  static func allows(_ inputs: [String: HostTensor<Double>]) -> Bool {
    allows(inputs.values.reduce(0) { $0 + $1.spec.shape.count })
  }

  static func allows(_ amount: Int) -> Bool {
    work.map { amount <= $0 } ?? true
  }
}

import Continuum
import Foundation

extension OpenedDevice {
  /// The device that `CONTINUUM_BENCHMARK_DEVICE` asks for, in the words of `--device`; `auto`
  /// where it is not set.
  static func fromEnvironment() throws -> OpenedDevice {
    let environment = ProcessInfo.processInfo.environment
    return try OpenedDevice(environment["CONTINUUM_BENCHMARK_DEVICE"] ?? "auto")
  }

  /// What the device reaches with everything in registers, measured now; nil on the host.
  func measuredPeak() throws -> Double? {
    guard case .openCL(let device, _) = choice else { return nil }
    return try PeakFlops.gigaflops(of: device)
  }
}

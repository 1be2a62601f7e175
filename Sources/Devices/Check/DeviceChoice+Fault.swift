package import Compute

extension DeviceChoice {
  /// What a device computes wrongly, from what is remembered or else a check; nil for the host and for a
  /// device that computes as the host does. Remembered is what was computed, not that a driver failed.
  ///
  /// - Parameters:
  ///   - cache: without a folder for compiled kernels nothing is remembered.
  ///   - check: what is checked; nil takes what precedes a device's first use.
  ///   - warn: gets a line where the outcomes cannot be remembered.
  /// - Throws: `PlanError` where an operation cannot be planned for the device.
  package func fault(
    _ cache: CacheDirectory, check: SelfCheck? = nil, warn: (String) -> Void = { _ in }
  ) throws -> ComputeError? {
    guard case .openCL(let device, _) = self else { return nil }
    let check = check ?? SelfCheck(device, isThorough: false)
    let record = try cache.kernels.map { SelfCheckRecord(try check.fingerprint(), in: $0) }
    if let known = record?.outcomes() { return CheckedDevice(device.description, known).fault }
    let outcomes = try check.outcomes()
    do {
      // A driver that failed may have lacked memory, and is asked again.
      if outcomes.allSatisfy({ $0.deviation != nil }) { try record?.keep(outcomes) }
    } catch {
      warn("\(error); the device is checked again the next time")
    }
    return CheckedDevice(device.description, outcomes).fault
  }
}

public import Compute

/// A device with how it computes each family of operations.
public struct CheckedDevice: Encodable, Sendable {
  public let device: DeviceDescription
  public let outcomes: [SelfCheckOutcome]

  package init(_ device: DeviceDescription, _ outcomes: [SelfCheckOutcome]) {
    self.device = device
    self.outcomes = outcomes
  }

  /// Checks a device anew with every operation.
  ///
  /// - Throws: `PlanError` where an operation cannot be planned for the device.
  public init(checking device: Device) throws {
    self.init(device.description, try SelfCheck(device, isThorough: true).outcomes())
  }

  /// `ComputeError.wrongResults` for the first operation that the device computes wrongly; nil where it
  /// computes as the host does.
  public var fault: ComputeError? {
    guard let failed = outcomes.first(where: { !$0.passes }) else { return nil }
    return .wrongResults(device: device.title, fault: failed.fault)
  }
}

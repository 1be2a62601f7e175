package import Devices
package import Graphs

extension PlanSummary {
  /// What is printed of a plan, and for which device.
  package struct Form: Sendable {
    /// With why algorithms were passed over.
    package var explained: Bool
    /// A known device in place of one of this machine, with predicted times.
    package var device: KnownDevice?
    /// Where to write the programs; nil writes none.
    package var kernels: String?

    package init(explained: Bool = false, device: KnownDevice? = nil, kernels: String? = nil) {
      self.explained = explained
      self.device = device
      self.kernels = kernels
    }

    /// The known device, else the one of this machine that a request chooses.
    ///
    /// - Throws: as `PlannedDevice`'s initialisers.
    package func device(
      else request: String, precision: DeviceTraits.Precision, vectorWidth: Int? = nil,
      _ cache: CacheDirectory, warn: (String) -> Void
    ) throws -> PlannedDevice {
      if let device { return try PlannedDevice(as: device, precision: precision) }
      return try PlannedDevice(
        request, precision: precision, vectorWidth: vectorWidth, cache, warn: warn)
    }
  }
}

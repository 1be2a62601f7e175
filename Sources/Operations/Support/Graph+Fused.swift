public import Graphs

extension Graph {
  /// The same computation with neighbouring operations fused by the rules of this module.
  ///
  /// - Parameter device: the device that the graph will be lowered for; nil for fusions that suit every
  ///   device.
  public func fused(for device: DeviceTraits? = nil) -> Graph {
    fused(by: FusionRule.all, for: device)
  }
}

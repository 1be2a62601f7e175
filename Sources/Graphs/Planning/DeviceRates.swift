/// The peak rates of a device.
public struct DeviceRates: Sendable, Hashable, Codable {
  /// 10⁹ floating-point operations per second, a multiply-add counted as two.
  public let gigaflops: Double
  /// 10⁹ bytes per second, read or written, from memory that is not cached.
  public let gigabytesPerSecond: Double

  public init(gigaflops: Double, gigabytesPerSecond: Double) {
    self.gigaflops = gigaflops
    self.gigabytesPerSecond = gigabytesPerSecond
  }
}

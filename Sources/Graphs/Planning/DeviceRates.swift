/// The peak rates of a device.
package struct DeviceRates: Sendable, Hashable, Codable {
  /// 10⁹ floating-point operations per second, a multiply-add counted as two.
  package let gigaflops: Double
  /// 10⁹ bytes per second, read or written, from memory that is not cached.
  package let gigabytesPerSecond: Double

  package init(gigaflops: Double, gigabytesPerSecond: Double) {
    self.gigaflops = gigaflops
    self.gigabytesPerSecond = gigabytesPerSecond
  }
}

/// Something that runs on a device again and again, with what one run is worth.
protocol Workload: AnyObject {
  /// Runs once and waits for the device.
  func run() throws
  /// Floating-point operations of one run, a multiply-add counted as two; 0 where none are counted.
  var flops: Int { get }
  /// Bytes of the operands and results of one run, each counted once.
  var bytes: Int { get }
  /// 10⁹ floating-point operations per second that the device reached in registers just before; nil
  /// on the host.
  var peak: Double? { get }
}

package import Devices

extension OpenedDevice {
  /// Ends the use of the device: keeps what was compiled for the next start, and says so.
  package func close(_ report: (RunEvent) -> Void) {
    let count = executor.saveKernels()
    if count > 0 { report(.message("kernels: \(count) kept for the next start")) }
  }
}

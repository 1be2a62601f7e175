package import Devices

extension OpenedDevice {
  /// Ends the use of the device: saves compiled kernels for the next start, and reports how many.
  package func close(_ report: (RunEvent) -> Void) {
    let count = executor.saveKernels()
    if count > 0 { report(.message("kernels: \(count) kept for the next start")) }
  }
}

package import Compute
package import Graphs

/// Which devices keep intermediate values in half precision.
///
/// The kernels load and store by functions that every OpenCL C has, so tests run them on any device. The
/// extension says that the hardware has numbers of 16 bits, so that the conversions cost next to nothing.
enum HalfPrecision {
  static let neededExtension = "cl_khr_fp16"

  /// Refuses a device that half precision is not for.
  ///
  /// - Throws: `ComputeError.precision`.
  static func require(
    _ device: DeviceDescription, _ traits: DeviceTraits
  ) throws(ComputeError) {
    guard traits.family == .gpu else {
      throw refusal(device.name, "a device that takes the kernels of CPUs")
    }
    guard device.extensions.contains(neededExtension) else {
      throw refusal(device.name, "a driver without the extension \(neededExtension)")
    }
  }

  fileprivate static func refusal(_ device: String, _ found: String) -> ComputeError {
    .precision(
      requested: DeviceTraits.Precision.half.rawValue, device: device, found: found,
      expected: "a GPU with the extension \(neededExtension)")
  }
}

extension DeviceChoice {
  /// Refuses a precision that the device cannot have at all, without opening it.
  ///
  /// - Throws: `ComputeError.precision`.
  package func requireCandidate(
    for precision: DeviceTraits.Precision
  ) throws(ComputeError) {
    switch (precision, self) {
    case (.float32, _): return
    case (.tf32, _): try MMAProbe.requireCandidate(self)
    case (.half, .host): throw HalfPrecision.refusal("the host", "plain Swift")
    case (.half, .openCL(let device, _)):
      try HalfPrecision.require(device.description, DeviceTraits(device.description))
    }
  }
}

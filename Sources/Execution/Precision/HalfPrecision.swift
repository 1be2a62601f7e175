package import Compute
package import Graphs

/// The devices that may store intermediate values in half precision.
///
/// The kernels load and store by functions that every OpenCL C has, so tests run them on any device. With
/// the extension, the hardware has 16-bit floating point, and the conversions cost next to nothing.
enum HalfPrecision {
  static let neededExtension = "cl_khr_fp16"

  /// Refuses a device without hardware support for half precision.
  ///
  /// - Throws: `ComputeError.precision`.
  static func require(
    _ device: DeviceDescription, _ traits: DeviceTraits
  ) throws(ComputeError) {
    guard traits.family == .gpu else {
      throw refusal(device.name, "a device of the CPU kernel family")
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

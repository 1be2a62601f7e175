package import Compute
package import Graphs

/// What a device must have for a precision, as far as it is known without opening the device.
struct PrecisionRequirement {
  /// Half precision for intermediate values.
  ///
  /// The kernels load and store by functions that every OpenCL C has, so tests run them on any device.
  /// With the extension, the hardware has 16-bit floating point, and the conversions cost next to
  /// nothing.
  static let half = PrecisionRequirement(
    precision: .half, neededExtension: "cl_khr_fp16",
    expected: "a GPU with the extension cl_khr_fp16")

  /// TF32 tensor cores.
  ///
  /// Drivers with this extension compile NVIDIA's assembly (PTX). Others are not tried: a compiler may
  /// crash the process over an unknown instruction.
  static let tf32 = PrecisionRequirement(
    precision: .tf32, neededExtension: "cl_nv_device_attribute_query",
    expected:
      "a GPU whose tensor cores can be used from OpenCL C (NVIDIA, compute capability 8.0 or "
      + "higher)")

  private let precision: DeviceTraits.Precision
  private let neededExtension: String
  /// What the device must be, for messages.
  private let expected: String

  /// Refuses a device that cannot have the precision.
  ///
  /// - Throws: `ComputeError.precision`.
  func check(_ choice: DeviceChoice) throws(ComputeError) {
    switch choice {
    case .host: throw refusal("the host", "plain Swift")
    case .openCL(let device, _): try check(device.description, DeviceTraits(device.description))
    }
  }

  /// Refuses a device that cannot have the precision.
  ///
  /// - Throws: `ComputeError.precision`.
  func check(_ device: DeviceDescription, _ traits: DeviceTraits) throws(ComputeError) {
    guard traits.family == .gpu else {
      throw refusal(device.name, "a device of the CPU kernel family")
    }
    guard device.extensions.contains(neededExtension) else {
      throw refusal(device.name, "a driver without the extension \(neededExtension)")
    }
  }

  /// The error for a device that was found to be something else.
  func refusal(_ device: String, _ found: String) -> ComputeError {
    .precision(
      requested: precision.rawValue, device: device, found: found, expected: expected)
  }
}

extension DeviceChoice {
  /// Refuses a precision that the device cannot have at all, without opening it.
  ///
  /// - Throws: `ComputeError.precision`.
  package func requireCandidate(for precision: DeviceTraits.Precision) throws(ComputeError) {
    try precision.requirement?.check(self)
  }
}

extension DeviceDescription {
  /// Refuses a precision that a device which reports this cannot have.
  ///
  /// - Throws: `ComputeError.precision`.
  package func requireCandidate(for precision: DeviceTraits.Precision) throws(ComputeError) {
    try precision.requirement?.check(self, DeviceTraits(self))
  }
}

extension DeviceTraits.Precision {
  /// Nil where every device has it.
  fileprivate var requirement: PrecisionRequirement? {
    switch self {
    case .float32: nil
    case .tf32: .tf32
    case .half: .half
    }
  }
}

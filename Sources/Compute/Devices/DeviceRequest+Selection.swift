/// The outcome of a request over a list of descriptions, with the reason in one line.
package enum DeviceSelection: Sendable, Hashable {
  /// The device at `index` of the list.
  case device(index: Int, reason: String)
  /// No OpenCL device: plain Swift.
  case host(reason: String)
}

extension DeviceRequest {
  /// Chooses from `devices` by a pure rule, which is the same everywhere.
  ///
  /// `gpu` prefers the most memory, `cpu` prefers pocl and then the most compute units; ties go to
  /// the platform's name, then to the order of the list. `auto` chooses the GPU, else the CPU, else the
  /// host. Throws `noDevice` where nothing matches `gpu`, `cpu` or `PLATFORM:DEVICE`.
  package func select(from devices: [DeviceDescription]) throws(ComputeError) -> DeviceSelection {
    switch self {
    case .host:
      return .host(reason: "took the host (Swift, without OpenCL), as asked")
    case .auto:
      return Self.automatic(from: devices)
    case .gpu:
      guard let index = Self.bestGPU(of: devices) else {
        throw failure(devices, "use auto, cpu or host, or install the GPU's OpenCL driver")
      }
      return .device(index: index, reason: "took the \(Self.gpuReason(index, devices)), as asked")
    case .cpu:
      guard let index = Self.bestCPU(of: devices) else {
        throw failure(
          devices, "use auto, gpu or host, or install pocl (pocl-opencl-icd)")
      }
      return .device(index: index, reason: "took the \(Self.cpuReason(index, devices)), as asked")
    case .exact(let platform, let device):
      return try exact(platform: platform, device: device, of: devices)
    }
  }

  private static func automatic(from devices: [DeviceDescription]) -> DeviceSelection {
    if let index = bestGPU(of: devices) {
      return .device(index: index, reason: "took the \(gpuReason(index, devices))")
    }
    if let index = bestCPU(of: devices) {
      return .device(
        index: index, reason: "no OpenCL GPU found; took the \(cpuReason(index, devices))")
    }
    let found =
      devices.isEmpty ? "no OpenCL device found" : "no OpenCL GPU or CPU found, only accelerators"
    return .host(reason: "\(found); took the host (Swift, without OpenCL)")
  }

  private func exact(
    platform: String, device: String, of devices: [DeviceDescription]
  ) throws(ComputeError) -> DeviceSelection {
    let onPlatform = Self.matches(platform, among: Array(devices.indices)) { index in
      (
        devices[index].platformIndex,
        [devices[index].platformName, devices[index].shortPlatformName]
      )
    }
    let matching = Self.matches(device, among: onPlatform) { index in
      (devices[index].deviceIndex, [devices[index].name])
    }
    guard let first = matching.first else {
      let missing =
        onPlatform.isEmpty
        ? Self.missing("platform", platform) : "\(Self.missing("device", device)) on that platform"
      throw failure(devices, "\(missing): give PLATFORM:DEVICE as positions or parts of the names")
    }
    let which = matching.count == 1 ? "as asked" : "the first of \(matching.count) that match"
    let chosen = devices[first]
    return .device(
      index: first, reason: "took \(chosen.name) through \(chosen.shortPlatformName), \(which)")
  }

  /// The candidates at the position that `part` is, or, where it is no whole number, those whose name
  /// contains it.
  ///
  /// A position that is not there is not looked for in the names: `0:1` is not a device called "Core 1".
  private static func matches(
    _ part: String, among candidates: [Int], key: (Int) -> (index: Int, names: [String])
  ) -> [Int] {
    if isPosition(part) {
      let position = Int(part)
      return candidates.filter { key($0).index == position }
    }
    let wanted = part.lowercased()
    return candidates.filter { candidate in
      key(candidate).names.contains { $0.lowercased().contains(wanted) }
    }
  }

  /// Digits alone are a position, even where they are too many for a number.
  private static func isPosition(_ part: String) -> Bool {
    part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func missing(_ kind: String, _ part: String) -> String {
    isPosition(part) ? "there is no \(kind) \(part)" : "no \(kind) is called '\(part)'"
  }

  private static func bestGPU(of devices: [DeviceDescription]) -> Int? {
    devices.indices.filter { devices[$0].kind == .gpu }.min { left, right in
      let (a, b) = (devices[left], devices[right])
      if a.globalMemoryBytes != b.globalMemoryBytes {
        return a.globalMemoryBytes > b.globalMemoryBytes
      }
      return (a.platformName, left) < (b.platformName, right)
    }
  }

  private static func bestCPU(of devices: [DeviceDescription]) -> Int? {
    devices.indices.filter { devices[$0].kind == .cpu }.min { left, right in
      let (a, b) = (devices[left], devices[right])
      if a.isPocl != b.isPocl { return a.isPocl }
      if a.computeUnits != b.computeUnits { return a.computeUnits > b.computeUnits }
      return (a.platformName, left) < (b.platformName, right)
    }
  }

  private static func gpuReason(_ index: Int, _ devices: [DeviceDescription]) -> String {
    let count = devices.count { $0.kind == .gpu }
    let why = count == 1 ? "the only OpenCL GPU" : "the one with the most memory of \(count) GPUs"
    return "GPU \(devices[index].name) through \(devices[index].shortPlatformName), \(why)"
  }

  private static func cpuReason(_ index: Int, _ devices: [DeviceDescription]) -> String {
    let chosen = devices[index]
    let count = devices.count { $0.kind == .cpu }
    let rule = chosen.isPocl ? "pocl goes first" : "the one with the most compute units"
    let why = count == 1 ? "the only OpenCL CPU device" : "\(rule) among \(count) CPU devices"
    return "CPU through \(chosen.shortPlatformName) (\(chosen.name)), \(why)"
  }

  private func failure(_ devices: [DeviceDescription], _ advice: String) -> ComputeError {
    .noDevice(requested: description, available: devices.map(\.description), advice: advice)
  }
}

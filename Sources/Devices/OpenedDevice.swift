public import Compute
public import Execution
package import Files
public import Graphs

/// A device, chosen by a request and opened for plans.
public struct OpenedDevice {
  /// The device with the reason why it was taken.
  public let choice: DeviceChoice
  public let executor: any Executor
  /// The measured choices for the device, which the executor was given; nil on the host.
  package let tuning: DeviceTuning?

  /// Chooses and opens a device.
  ///
  /// - Parameters:
  ///   - request: `auto`, `gpu`, `cpu`, `host` or `PLATFORM:DEVICE`.
  ///   - precision: what heavy operations multiply in; nil for float32.
  ///   - vectorWidth: forces the floats of a vector in CPU kernels: 4, 8 or 16; nil for the device's.
  ///   - submission: forces recordings or separate launches.
  ///   - keepsCoresAwake: whether threads keep the cores of a CPU device from going idle.
  ///   - cache: keeps compiled kernels and has the user's measured choices; without one, kernels are
  ///     compiled anew and only the choices that come with the library apply.
  ///   - warn: gets a line for each driver that failed and is left out, and for a tuning record that
  ///     cannot be read and is done without.
  /// - Throws: `ComputeError.noDevice` where nothing answers the request, `ComputeError.wrongResults`
  ///   where the device computes other results than the host, which is tried before its first use,
  ///   `ComputeError.precision` where it cannot compute in the precision; `FileError` of kind `badData` where the user's
  ///   tuning record is damaged.
  public init(
    _ request: String, precision: DeviceTraits.Precision? = nil, profiling: Bool = false,
    vectorWidth: Int? = nil, submission: Submission.Mode = .automatic,
    keepsCoresAwake: Bool = true, cache: CacheDirectory = .none, warn: (String) -> Void = { _ in }
  ) throws {
    choice = try Self.chooseProven(request, cache, warn: warn)
    tuning = try Self.tuning(of: choice, cache, warn: warn)
    executor = try makeExecutor(
      for: choice, profiling: profiling, vectorWidth: vectorWidth, precision: precision ?? .float32,
      submission: submission, keepsCoresAwake: keepsCoresAwake, cacheDirectory: cache.kernels)
    if let tuning { executor.tuning = tuning.record }
  }

  /// Which device was taken and why, and in which precision it computes unless that is float32.
  public var summary: String { Self.summary(of: choice, executor.traits.precision) }

  package static func summary(of choice: DeviceChoice, _ precision: DeviceTraits.Precision)
    -> String
  {
    choice.reason + suffix(of: precision)
  }

  /// What a line about a device says of the precision: nothing of float32.
  static func suffix(of precision: DeviceTraits.Precision) -> String {
    precision == .float32 ? "" : ", precision \(precision.rawValue)"
  }

  /// The device that a request chooses, after it has computed as the host does; `auto` passes over one
  /// that does not.
  private static func chooseProven(
    _ request: String, _ cache: CacheDirectory, warn: (String) -> Void
  ) throws -> DeviceChoice {
    var choice = try choose(request, warn: warn)
    var excluded: Set<DeviceDescription> = []
    while let fault = try choice.fault(cache, warn: warn) {
      guard DeviceRequest(request) == .auto, case .openCL(let device, _) = choice else {
        throw fault
      }
      warn("\(fault); it is passed over")
      excluded.insert(device.description)
      choice = try Devices.choose(.auto, excluding: excluded)
    }
    return choice
  }

  /// The device that a request chooses, without opening it.
  ///
  /// - Parameter warn: gets a line for each driver that failed and is left out.
  /// - Throws: `ComputeError.noDevice` where nothing answers the request.
  public static func choose(
    _ request: String, warn: (String) -> Void = { _ in }
  ) throws(ComputeError) -> DeviceChoice {
    guard let parsed = DeviceRequest(request) else {
      throw .noDevice(
        requested: request, available: try Devices.all().map(\.description.description),
        advice: "give auto, gpu, cpu, host or PLATFORM:DEVICE")
    }
    return try Devices.choose(parsed, warn: warn)
  }

  /// The measured choices for a device; nil on the host, which has none.
  ///
  /// - Parameter warn: gets a line where the user's file cannot be read.
  /// - Throws: `FileError` of kind `badData` where the user's file is damaged.
  package static func tuning(
    of choice: DeviceChoice, _ cache: CacheDirectory, warn: (String) -> Void = { _ in }
  ) throws(FileError) -> DeviceTuning? {
    switch choice {
    case .openCL(let device, _):
      try DeviceTuning(for: device.description, directory: cache.tuning, warn: warn)
    case .host: nil
    }
  }

  /// The traits that plans for the choice are lowered with.
  ///
  /// - Throws: `ComputeError.precision` for a device that cannot compute in the precision at all; whether
  ///   others can is seen when they are opened.
  public static func traits(
    of choice: DeviceChoice, precision: DeviceTraits.Precision = .float32
  ) throws(ComputeError) -> DeviceTraits {
    try choice.requireCandidate(for: precision)
    var traits =
      switch choice {
      case .openCL(let device, _): DeviceTraits(device.description)
      case .host: DeviceTraits(family: .cpu)
      }
    traits.precision = precision
    return traits
  }
}

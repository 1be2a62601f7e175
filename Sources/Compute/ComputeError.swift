/// What can go wrong between this library and an OpenCL device.
///
/// `description` is one line that names the call or the request, what was found, and what to do; the
/// log of a failed build follows on more lines.
public enum ComputeError: Error, Sendable, Hashable {
  /// An OpenCL or CLBlast call returned `code`; `detail` names its object, `device` the device with its
  /// platform, and both may be empty.
  case status(call: String, codeName: String, code: Int32, device: String = "", detail: String)
  /// A program did not compile; `kernel` is the program's stem with its kernels in brackets.
  case build(kernel: String, options: [String], device: String, log: String)
  /// A program compiled, but has no kernel of that name.
  case missingKernel(kernel: String, program: String, available: [String])
  /// No device matches the request; `available` lists the devices of this machine.
  case noDevice(requested: String, available: [String], advice: String)
  /// The device or its driver lacks an optional feature; `reason` says what is missing.
  case unsupported(feature: String, device: String, reason: String)
  /// The device cannot compute in the requested precision; `found` says what it is or does.
  case precision(requested: String, device: String, found: String, expected: String)
  /// The device computes other results than the host, or its compiler fails; `fault` says in what.
  case wrongResults(device: String, fault: String)
  /// A single buffer larger than the device allows was requested, in bytes.
  case allocation(requested: Int, limit: Int, device: String)
  /// More memory was requested in all than the process's control group allows, in bytes.
  case memory(requested: Int, limit: Int)
}

extension ComputeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .status(_, _, let code, let device, _):
      return device.isEmpty ? cause : "\(device): \(cause); \(statusAdvice(code))"
    case .build(let kernel, let options, let device, let log):
      let list = options.isEmpty ? "no options" : "options \(options.joined(separator: " "))"
      return "\(device): program \(kernel) did not compile with \(list); use another device or "
        + "driver; the compiler's log:\n\(log)"
    case .missingKernel(let kernel, let program, let available):
      let list = available.isEmpty ? "none" : available.joined(separator: ", ")
      return "program \(program) has no kernel '\(kernel)'; it has: \(list)"
    case .noDevice(let requested, let available, let advice):
      let list = available.isEmpty ? "none" : available.joined(separator: "; ")
      return "no device for '\(requested)'; found: \(list); \(advice)"
    case .unsupported(let feature, let device, let reason):
      return "\(feature) cannot be used on \(device): \(reason)"
    case .precision(let requested, let device, let found, let expected):
      return "precision \(requested) on \(device): found \(found), expected \(expected); give "
        + "precision float32 or another device"
    case .wrongResults(let device, let fault):
      return "\(device) \(fault); take another with --device, such as host, or another driver "
        + "(continuum devices --check shows all)"
    case .allocation(let requested, let limit, let device):
      return "a buffer of \(describe(bytes: requested)) was requested, and \(device) allows "
        + "at most \(describe(bytes: limit)) in one buffer; use a smaller batch or another device"
    case .memory(let requested, let limit):
      return
        "\(describe(bytes: requested)) of memory are needed, and the control group of this process "
        + "(a container, a job of a batch system) allows \(describe(bytes: limit)); use a smaller batch, "
        + "compute it in parts, or ask for more memory"
    }
  }

  /// What happened in one line, for a message that names the device itself.
  package var cause: String {
    switch self {
    case .status(let call, let codeName, let code, _, let detail):
      let place = detail.isEmpty ? "" : " (\(detail))"
      return "\(call) returned \(codeName) (\(code))\(place)"
    case .build(let kernel, _, _, let log):
      let lines = log.split(whereSeparator: \.isNewline)
      let line = lines.first { $0.contains("error") } ?? lines.first ?? ""
      return "program \(kernel) did not compile: \(line)"
    default: return description
    }
  }
}

/// A byte count as a person reads it, with one decimal place: "96 B", "1.5 GiB".
func describe(bytes: Int) -> String {
  let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
  guard bytes >= 1024 else { return "\(bytes) B" }
  var value = Double(bytes) / 1024
  var unit = 0
  while value >= 1024, unit < units.count - 1 {
    value /= 1024
    unit += 1
  }
  return "\((value * 10).rounded() / 10) \(units[unit])"
}

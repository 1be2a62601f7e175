/// Which device a user requests.
package enum DeviceRequest: Sendable, Hashable {
  /// A GPU, else a CPU through OpenCL, else the host.
  case auto
  /// The GPU with the most memory.
  case gpu
  /// A CPU through OpenCL: pocl first, then the most compute units.
  case cpu
  /// No OpenCL at all: plain Swift on this processor.
  case host
  /// One device; platform and device are each a position, counted from 0, or a part of the name in
  /// upper or lower case.
  case exact(platform: String, device: String)

  /// Reads `auto`, `gpu`, `cpu`, `host` or `PLATFORM:DEVICE`; nil for anything else.
  package init?(_ text: String) {
    switch text.lowercased() {
    case "auto": self = .auto
    case "gpu": self = .gpu
    case "cpu": self = .cpu
    case "host": self = .host
    default:
      guard let colon = text.firstIndex(of: ":") else { return nil }
      let platform = text[..<colon].trimmed
      let device = text[text.index(after: colon)...].trimmed
      guard !platform.isEmpty, !device.isEmpty else { return nil }
      self = .exact(platform: platform, device: device)
    }
  }
}

extension DeviceRequest: CustomStringConvertible {
  /// The request as a user writes it.
  package var description: String {
    switch self {
    case .auto: "auto"
    case .gpu: "gpu"
    case .cpu: "cpu"
    case .host: "host"
    case .exact(let platform, let device): "\(platform):\(device)"
    }
  }
}

extension Substring {
  /// The text without white space at its ends.
  fileprivate var trimmed: String {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

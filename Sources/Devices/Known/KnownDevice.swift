/// The GPUs that plans can be made for where there is none, by the names that `--as` takes.
public enum KnownDevice: String, Sendable, CaseIterable {
  case nvidiaH200 = "nvidia-h200"
  case nvidiaA100 = "nvidia-a100"
  case nvidiaRTX4090 = "nvidia-rtx4090"
  case amdMI300X = "amd-mi300x"
  case amdRX7900XTX = "amd-rx7900xtx"
  case intelArcA770 = "intel-arc-a770"

  package var specification: DeviceSpecification {
    switch self {
    case .nvidiaH200: .nvidiaH200
    case .nvidiaA100: .nvidiaA100
    case .nvidiaRTX4090: .nvidiaRTX4090
    case .amdMI300X: .amdMI300X
    case .amdRX7900XTX: .amdRX7900XTX
    case .intelArcA770: .intelArcA770
    }
  }
}

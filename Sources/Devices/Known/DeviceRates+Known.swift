package import Graphs

extension DeviceRates {
  /// An NVIDIA H200: float32 without tensor cores as the maker states it, and the 4.3 of its 4.8 TB/s
  /// that copies reach.
  package static let h200 = DeviceRates(gigaflops: 67_000, gigabytesPerSecond: 4_300)
}

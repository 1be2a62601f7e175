package import Compute
package import Graphs

extension DeviceTraits {
  /// The traits of a device: a CPU has the CPU family, every other device the GPU family.
  package init(_ description: DeviceDescription, family: Family? = nil, vectorWidth: Int? = nil) {
    let native = description.preferredVectorWidth
    self.init(
      family: family ?? (description.kind == .cpu ? .cpu : .gpu),
      vectorWidth: vectorWidth ?? (native >= 16 ? 16 : native >= 8 ? 8 : 4),
      computeUnits: max(1, description.computeUnits),
      maximumWorkGroupSize: description.maximumWorkGroupSize,
      localMemoryBytes: description.localMemoryBytes)
    maximumArgumentBytes = max(maximumArgumentBytes, description.maximumArgumentBytes)
    optimizesKernels = self.family == .cpu || description.kind != .cpu
  }
}

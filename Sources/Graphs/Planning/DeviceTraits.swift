import Basics

/// What a lowering needs to know about a device; a pure value, so that plans need no device.
public struct DeviceTraits: Sendable, Hashable, Codable {
  /// The kernel family for the device: chosen by its type, never by its vendor.
  public enum Family: String, Sendable, Hashable, Codable, CaseIterable {
    /// One work-item per register tile, wide explicit vectors, no local memory, no barriers.
    case cpu
    /// Local-memory tiles, register blocking.
    case gpu
  }

  /// What operands of matrix products and convolutions are rounded to, or how large intermediate
  /// values are stored.
  public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing is rounded.
    case float32
    /// Tensor cores round operands to a mantissa of 10 bits; accumulators are float32.
    case tf32
    /// Intermediate values are stored as float16 where kernels of the GPU family support it; all
    /// arithmetic is float32.
    case half
  }

  public var family: Family
  /// Floats in one wide vector of the CPU family: 4, 8 or 16.
  public var vectorWidth: Int
  public var computeUnits: Int
  public var maximumWorkGroupSize: Int
  public var localMemoryBytes: Int
  /// TF32 only on a device whose tensor cores passed the probe.
  public var precision: Precision
  /// The bytes that all arguments of a kernel may have; every device accepts the default.
  package var maximumArgumentBytes = 1024
  /// Whether kernels for tensor cores compute in plain OpenCL C, so that tests run them on any device.
  package var emulatesMMA = false
  /// Whether drivers compile kernels with optimisation. A CPU executes the GPU family's kernels only in
  /// tests of their results, and compiles them in half the time without it.
  package var optimizesKernels = true

  public init(
    family: Family, vectorWidth: Int = 16, computeUnits: Int = 2, maximumWorkGroupSize: Int = 256,
    localMemoryBytes: Int = 32_768, precision: Precision = .float32
  ) {
    self.family = family
    self.vectorWidth = vectorWidth
    self.computeUnits = computeUnits
    self.maximumWorkGroupSize = maximumWorkGroupSize
    self.localMemoryBytes = localMemoryBytes
    self.precision = precision
  }

  /// Constants for every program.
  package var constants: [String: Int] {
    [
      "FAMILY_CPU": family == .cpu ? 1 : 0, "FAMILY_GPU": family == .gpu ? 1 : 0,
      "VECTOR_WIDTH": vectorWidth,
    ]
  }

  /// The work-items for a kernel that walks `count` elements with `FOR_ELEMENTS`.
  ///
  /// On a CPU a few long ranges per core, of at least 1,024 elements each; on a GPU one work-item per
  /// element up to 2,048 work-groups of 256, then a grid stride.
  public func elements(_ count: Int) -> (global: [Int], local: [Int]) {
    switch family {
    case .cpu:
      return ([max(1, min((count + 1023) / 1024, 4 * computeUnits))], [1])
    case .gpu:
      let group = min(256, maximumWorkGroupSize)
      return ([max(1, min(count.dividedRoundingUp(by: group), 2048)) * group], [group])
    }
  }
}

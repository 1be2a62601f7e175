import Basics

/// A stream of random numbers, keyed by the path of the layer that draws from it.
public struct RandomStream: Sendable, Hashable {
  /// FNV-1a, 64 bits, of the path's UTF-8 bytes.
  public let key: UInt64

  package init(key: UInt64) {
    self.key = key
  }

  public init(_ path: String) {
    key = stableHash64(path)
  }

  package var low: UInt32 { UInt32(truncatingIfNeeded: key) }
  package var high: UInt32 { UInt32(truncatingIfNeeded: key >> 32) }
}

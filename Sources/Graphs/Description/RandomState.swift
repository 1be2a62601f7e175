/// The random state that a training step reads: int32 [3] = seed low word, seed high word, step.
public enum RandomState {
  public static let spec = TensorSpec([3], .int32)

  public static func values(seed: UInt64, step: Int) -> [Int32] {
    [
      Int32(truncatingIfNeeded: seed), Int32(truncatingIfNeeded: seed >> 32),
      Int32(truncatingIfNeeded: step),
    ]
  }
}

/// An operation that needs fewer arguments, and so perhaps fewer launches, where it computes every output in
/// place of an input.
package protocol InPlaceLowering: Operation {
  /// The launches where every output of `lower`'s pairs is its input's memory.
  func lowerInPlace(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering
}

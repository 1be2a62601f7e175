/// Choices measured for a device: kernel variants, tile sizes, numbers of splits.
///
/// Keys are made by the operation that reads them, for example `matrixProduct 128x1024x784 NN`; an absent
/// key means the operation's own rule.
public struct TuningRecord: Sendable, Hashable, Codable {
  public var entries: [String: [String: Int]]
  /// By key, the fingerprint (`Tunable.implementation`) of the kernels that the choices were measured
  /// with. An entry has no effect once that has changed; one without a fingerprint always has.
  public var implementations: [String: String]

  public init(entries: [String: [String: Int]] = [:], implementations: [String: String] = [:]) {
    self.entries = entries
    self.implementations = implementations
  }

  /// Reads a record; `implementations` may be missing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    entries = try container.decode([String: [String: Int]].self, forKey: .entries)
    implementations =
      try container.decodeIfPresent([String: String].self, forKey: .implementations) ?? [:]
  }

  public subscript(_ key: String, _ choice: String) -> Int? {
    entries[key]?[choice]
  }

  /// This record with its entries replaced by those of another, key by key.
  ///
  /// An entry without choices in `other` removes this record's: the operation's own rule was measured to
  /// be better.
  public func overridden(by other: TuningRecord) -> TuningRecord {
    var merged = self
    for (key, choices) in other.entries {
      merged.entries[key] = choices.isEmpty ? nil : choices
      merged.implementations[key] = choices.isEmpty ? nil : other.implementations[key]
    }
    return merged
  }

  /// This record without the entry for the operation, if its kernels have changed since the measurement.
  func current(
    for operation: any Operation, _ inputs: [TensorSpec], on device: DeviceTraits
  ) -> TuningRecord {
    guard !implementations.isEmpty, let tunable = operation as? any Tunable,
      let key = tunable.tuningSpace(inputs, for: device)?.key, entries[key] != nil,
      let measured = implementations[key],
      measured != tunable.implementation(inputs, for: device)
    else { return self }
    return overridden(by: TuningRecord(entries: [key: [:]]))
  }
}

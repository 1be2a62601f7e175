/// The name of a model that a run can train: one of the paper's, the one that it compares itself with,
/// or the larger encoder.
public enum ModelName: String, Sendable, Hashable, Codable, CaseIterable {
  /// Table 13.
  case dense
  /// Table 14.
  case cnn
  /// Table 15.
  case rnn
  /// Table 16.
  case norb
  /// `KingmaM2` (Table 1).
  case m2
  /// `Architecture.resnext`.
  case resnext

  /// A data set of the samples that the model reads.
  public var dataset: DatasetName {
    switch self {
    case .dense, .cnn, .m2, .resnext: .mnist
    case .rnn: .uciHAR
    case .norb: .smallNORB
    }
  }
}

/// The name of one of the paper's models, or of the larger encoder, that a run can train.
public enum ModelName: String, Sendable, Hashable, Codable, CaseIterable {
  /// Table 13.
  case dense
  /// Table 14.
  case cnn
  /// Table 15.
  case rnn
  /// Table 16.
  case norb
  /// `Architecture.resnext`.
  case resnext

  /// A data set of the samples that the model reads.
  public var dataset: DatasetName {
    switch self {
    case .dense, .cnn, .resnext: .mnist
    case .rnn: .uciHAR
    case .norb: .smallNORB
    }
  }
}

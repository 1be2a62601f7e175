/// The kinds of layers as files name them.
enum LayerWord: String, CaseIterable {
  case dense
  case convolution
  case residual
  case deconvolution
  case lstm
  case batchNorm = "batch_norm"
  case dropout

  /// The keys of a layer of this kind, besides `layer`.
  var keys: [String] {
    switch self {
    case .dense: ["units", "channels", "activation", "name"]
    case .convolution: ["channels", "kernel", "stride", "groups", "activation", "name"]
    case .residual: ["channels", "groups", "stride", "name"]
    case .deconvolution: ["channels", "kernel", "stride", "activation", "name"]
    case .lstm: ["units", "recurrent_activation", "name"]
    case .batchNorm: ["activation", "name"]
    case .dropout: ["rate", "name"]
    }
  }

  /// The words separated by commas, for messages.
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// How a user's own data are to be read.
public struct UserDataOptions: Codable, Hashable, Sendable {
  /// The array with the samples; nil for `x` or `x_train`.
  public var xKey: String?
  /// The array with the labels; nil for `y` or `y_train`.
  public var yKey: String?
  /// What the samples are; nil where their shape tells.
  public var kind: SampleKind?
  /// The columns of a `.csv` with labels, one for each head.
  public var labelColumns: [String] = []
  /// The column (of a `.csv`) or array whose equal values stay together when rows are held out.
  public var groupColumn: String?
  /// A label, as text, that says that a row has none, in addition to −1, an empty cell and the folder
  /// `unlabelled`.
  public var unlabelledValue: String?
  /// The fraction of all rows that is held out where there is no test part.
  public var testShare = 0.1

  public init() {}
}

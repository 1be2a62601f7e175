/// What was measured on a trained run; `score.json` in its folder.
public struct RunScore: Sendable, Codable {
  public let seed: UInt64
  /// What the data are: `Small-NORB`, or `rendered stand-in`, which is not Small-NORB.
  public let data: String
  /// The steps that were trained.
  public let steps: Int
  /// The figures by `Metric.key`.
  public let figures: [String: Double]

  static let fileName = "score.json"

  package init(seed: UInt64, data: String = "", steps: Int, figures: [String: Double]) {
    self.seed = seed
    self.data = data
    self.steps = steps
    self.figures = figures
  }
}

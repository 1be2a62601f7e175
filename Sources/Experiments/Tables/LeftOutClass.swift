import Models
import Runs

/// A class that models never saw, with the paper's areas under the curve of its anomaly scores.
public struct LeftOutClass: Sendable {
  /// Its name in the paper.
  public let name: String
  /// Its index among the labels.
  public let index: Int
  /// Mean and error without labels.
  public let eu: (mean: Double, error: Double)
  /// Mean and error with all labels.
  public let ss: (mean: Double, error: Double)

  public init(
    _ name: String, _ index: Int, eu: (mean: Double, error: Double),
    ss: (mean: Double, error: Double)
  ) {
    self.name = name
    self.index = index
    self.eu = eu
    self.ss = ss
  }

  /// What the row of a family is called.
  func rowName(_ family: SemiSupervisedVAE.Family) -> String {
    "\(family.rawValue), \(name) left out"
  }

  /// The rows of the family's model and its baseline, as a pair of names.
  var names: (row: String, other: String) { (rowName(.ss), rowName(.eu)) }

  /// The paper's gain by labels.
  var paperGain: Double { ss.mean - eu.mean }

  /// The settings of the runs that leave the class out.
  func settings(_ family: SemiSupervisedVAE.Family) -> [String] {
    ["model=dense", "family=\(family.rawValue)", "anomalousClass=\(index)"]
  }
}

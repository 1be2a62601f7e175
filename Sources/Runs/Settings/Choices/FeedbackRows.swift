import Foundation

/// The samples that a user has judged after a run scored them, which train two more classes of π
/// (section 5): false positives, scored as anomalies though they are none, and false negatives.
public struct FeedbackRows: Codable, Sendable, Hashable {
  /// The classes that π has beside the two.
  public enum Classes: String, Codable, Sendable, Hashable, CaseIterable {
    /// Those of the data.
    case added
    /// One for all other training rows: the data have no labels.
    case alone
  }

  /// The names of the two classes, in their order after all others.
  public static let classNames = ["false positive", "false negative"]
  /// The name of the class of all other rows, where the data have no labels.
  static let otherName = "other"

  public var classes: Classes
  /// Row numbers as `score` prints them.
  public var falsePositives: [Int]
  /// Row numbers as `score` prints them.
  public var falseNegatives: [Int]
  /// The file or folder with these rows; nil for the test part of the run's data.
  public var input: String?

  public init(
    classes: Classes, falsePositives: [Int], falseNegatives: [Int], input: String? = nil
  ) {
    self.classes = classes
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.input = input
  }

  /// All rows, false positives first.
  var rows: [Int] { falsePositives + falseNegatives }
}

extension FeedbackRows: CustomStringConvertible {
  /// `added;3,17;4,5`, followed by `;` and the input where there is one.
  public var description: String {
    let lists = [falsePositives, falseNegatives].map { rows in
      rows.map { "\($0)" }.joined(separator: ",")
    }
    return ([classes.rawValue] + lists + [input].compactMap { $0 }).joined(separator: ";")
  }

  /// Reads a description.
  init?(_ text: String) {
    let parts = text.split(separator: ";", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3, let classes = Classes(rawValue: String(parts[0])),
      let positives = RowNumbers.parse(parts[1]), let negatives = RowNumbers.parse(parts[2])
    else { return nil }
    self.init(
      classes: classes, falsePositives: positives, falseNegatives: negatives,
      input: parts.count > 3 ? String(parts[3]) : nil)
  }
}

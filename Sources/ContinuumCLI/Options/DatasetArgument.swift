import Continuum
import Foundation

/// What a run is trained on, as it stands on the command line: a name, or a path.
struct DatasetArgument {
  let choice: DatasetChoice
  private let text: String

  /// A path holds a `/` or a `.`, or is there.
  ///
  /// - Throws: `OptionValueError` for an unknown name.
  init(_ text: String) throws {
    self.text = text
    if let name = DatasetName(rawValue: text) {
      choice = .known(name)
    } else if text.contains("/") || text.contains(".")
      || FileManager.default.fileExists(atPath: text)
    {
      choice = .own
    } else {
      throw OptionValueError(
        reason: .usage(
          setting: "data set", found: "'\(text)'",
          expected: DatasetName.allCases.map(\.rawValue).joined(separator: ", ")
            + ", or the path of a file or folder",
          advice: "correct the name, or begin a path with ./"))
    }
  }

  /// The folder of the data, where one is given: the path itself of one's own.
  ///
  /// - Throws: `RunError.usage` for a path and a folder.
  func path(with folder: String?) throws(RunError) -> String? {
    guard choice == .own else { return folder }
    if let folder {
      throw .usage(
        setting: "data", found: "\(folder), beside the path \(text)", expected: "one of the two",
        advice: "leave out --data; the path names the data")
    }
    return text
  }
}

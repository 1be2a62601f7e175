import Foundation

/// The files of a small data set in UCI-HAR's form.
package struct SmallHAR {
  package static let bodySignals = [
    "body_acc_x", "body_acc_y", "body_acc_z", "body_gyro_x", "body_gyro_y", "body_gyro_z",
  ]
  package static let totalSignals = ["total_acc_x", "total_acc_y", "total_acc_z"]
  package static let signals = bodySignals + totalSignals
  package static let labels = ["train": [1, 2, 3, 4, 5, 6, 1], "test": [6, 3, 1]]
  package static let subjects = ["train": [1, 1, 3, 3, 30, 30, 30], "test": [2, 4, 4]]

  package init() {}

  /// The content of each file by its path.
  package var files = published

  // Made once: printing the values is slower than reading them.
  private static let published = {
    var files: [String: String] = [:]
    files["activity_labels.txt"] = """
      1 WALKING
      2 WALKING_UPSTAIRS
      3 WALKING_DOWNSTAIRS
      4 SITTING
      5 STANDING
      6 LAYING

      """
    for (part, labels) in labels {
      files["\(part)/y_\(part).txt"] = labels.map { "\($0)\n" }.joined()
      files["\(part)/subject_\(part).txt"] =
        (subjects[part] ?? []).map { "\($0)\n" }.joined()
      for (channel, signal) in signals.enumerated() {
        files[path(signal, part)] = labels.indices.map { row in
          line((0..<128).map { value(part, row, $0, channel) })
        }.joined()
      }
    }
    return files
  }()

  private static let packed = published.mapValues { gzip(Array($0.utf8)) }

  package static func path(_ signal: String, _ part: String) -> String {
    "\(part)/Inertial Signals/\(signal)_\(part).txt"
  }

  /// A number that says where it stands.
  package static func value(_ part: String, _ row: Int, _ step: Int, _ channel: Int) -> Double {
    let magnitude = Double(row) + Double(step) / 1_000 + Double(channel) / 100_000
    return (step % 2 == 0 ? magnitude : -magnitude) * (part == "train" ? 1 : 0.01)
  }

  /// All values of a part, [rows, steps, channels].
  package static func values(_ part: String, channels: Int) -> [Float] {
    (labels[part] ?? []).indices.flatMap { row in
      (0..<128).flatMap { step in
        (0..<channels).map { Float(notation(value(part, row, step, $0))) ?? .nan }
      }
    }
  }

  /// The published form: 16 characters, a three-digit exponent.
  package static func notation(_ value: Double) -> String {
    let text = String(format: "%.7e", value)
    let parts = text.split(separator: "e")
    let exponent = Int(parts[1]) ?? 0
    return "\(parts[0])e\(exponent < 0 ? "-" : "+")\(String(format: "%03d", abs(exponent)))"
  }

  package static func line(_ values: [Double]) -> String {
    values.map { value in
      let text = notation(value)
      return String(repeating: " ", count: 16 - text.count) + text
    }.joined() + "\r\n"
  }

  package func write(to folder: String, compressed: Bool = false) throws {
    for (name, content) in files {
      let isPacked = compressed && name.contains("Inertial")
      let bytes = Array(content.utf8)
      let known = content == Self.published[name] ? Self.packed[name] : nil
      try TestFiles.write(
        isPacked ? known ?? gzip(bytes) : bytes, "\(folder)/\(name)\(isPacked ? ".gz" : "")")
    }
  }
}

import Foundation
import Synchronization

/// The original files of UCI-HAR in the folder where they were found.
struct UCIHARFiles {
  static let bodyAcceleration = ["body_acc_x", "body_acc_y", "body_acc_z"]
  static let angularVelocity = ["body_gyro_x", "body_gyro_y", "body_gyro_z"]
  static let totalAcceleration = ["total_acc_x", "total_acc_y", "total_acc_z"]
  static let signals = bodyAcceleration + angularVelocity + totalAcceleration
  static let parts = ["train", "test"]
  static let activities = "activity_labels.txt"

  private static let title = "UCI-HAR"
  static let steps = 128
  static let classNames = [
    "WALKING", "WALKING_UPSTAIRS", "WALKING_DOWNSTAIRS", "SITTING", "STANDING", "LAYING",
  ]

  let files: DatasetFiles
  let folder: String

  /// Finds the folder.
  ///
  /// - Throws: `notFound`.
  init(at directory: String) throws(DatasetError) {
    files = DatasetFiles(
      dataset: "uci-har",
      names: Self.parts.flatMap { part in
        [Self.labels(part), Self.subjects(part)]
          + Self.signals.map { Self.signal($0, part) }
      },
      folders: ["", "uci-har", "uci-har/UCI HAR Dataset", "UCI HAR Dataset"],
      aliases: [
        "ucihar", "ucihardataset", "har", "hardataset",
        "humanactivityrecognitionusingsmartphones",
      ],
      advice: "put the folder 'UCI HAR Dataset' of the published archive, with train and test in "
        + "it, into a folder uci-har")
    folder = try files.locate(directory)
  }

  static func labels(_ part: String) -> String { "\(part)/y_\(part).txt" }
  static func subjects(_ part: String) -> String { "\(part)/subject_\(part).txt" }
  static func signal(_ name: String, _ part: String) -> String {
    "\(part)/Inertial Signals/\(name)_\(part).txt"
  }

  /// Loads both parts; labels and subjects first, since they give the number of windows.
  func load(_ signals: [String]) throws(DatasetError) -> SequenceDataset {
    try checkActivities()
    let train = try Part("train", self)
    let test = try Part("test", self)
    return SequenceDataset(
      name: files.dataset, title: Self.title, train: try sequences(train, signals),
      test: try sequences(test, signals))
  }

  /// The labels and subjects of a part, which are read before its signals.
  private struct Part {
    let name: String
    let labels: IntegerFile
    let subjects: IntegerFile

    init(_ name: String, _ place: UCIHARFiles) throws(DatasetError) {
      self.name = name
      labels = try IntegerFile(
        place.files.require(UCIHARFiles.labels(name), in: place.folder), noun: "label", in: 1...6)
      subjects = try IntegerFile(
        place.files.require(UCIHARFiles.subjects(name), in: place.folder), noun: "subject",
        in: 1...30)
      guard labels.values.count == subjects.values.count else {
        throw .badData(
          path: subjects.path, found: "\(subjects.values.count) lines",
          expected: "\(labels.values.count), as in \(labels.path)",
          advice: "take all files from the same source")
      }
    }
  }

  private func sequences(
    _ part: Part, _ signals: [String]
  ) throws(DatasetError) -> LabelledSequences {
    let steps = Self.steps
    var paths: [String] = []
    for signal in signals {
      paths.append(try files.require(Self.signal(signal, part.name), in: folder))
    }
    let labels = part.labels
    let channels = try inParallel(paths) { (path) throws(DatasetError) in
      try SignalFile(path, steps: steps).values(count: labels.values.count, as: labels.path)
    }
    return LabelledSequences(
      values: interleave(channels), steps: steps, channelNames: signals,
      labels: labels.values.map { $0 - 1 }, classNames: Self.classNames,
      subjects: part.subjects.values.map(Int.init))
  }

  /// The file of class names, where there is one, must have the known ones.
  private func checkActivities() throws(DatasetError) {
    guard let path = optional(Self.activities) else { return }
    let lines = try TextLines(path)
    var count = 0
    while let line = try lines.next() {
      if line.isBlank {
        let error = lines.error("nothing", expected: "the number and name of an activity")
        guard try lines.restIsBlank() else { throw error }
        break
      }
      let text = String(decoding: line.trimmed, as: UTF8.self)
      guard count < Self.classNames.count else {
        throw lines.error("'\(line.trimmed.printable)'", expected: "\(count) lines")
      }
      let expected = "\(count + 1) \(Self.classNames[count])"
      guard text.split(separator: " ").joined(separator: " ") == expected else {
        throw lines.error("'\(line.trimmed.printable)'", expected: "'\(expected)'")
      }
      count += 1
    }
    guard count == Self.classNames.count else {
      throw .badData(
        path: path, found: "\(count) lines", expected: "\(Self.classNames.count)",
        advice: DatasetError.fetchAgain)
    }
  }

  /// The path of a file; nil where it is missing.
  func optional(_ name: String) -> String? {
    do {
      return try files.require(name, in: folder)
    } catch {
      return nil
    }
  }

  /// [channel][position] → [position, channel]; there is a channel.
  private func interleave(_ channels: [[Float]]) -> [Float] {
    let positions = channels[0].count
    return [Float](unsafeUninitializedCapacity: positions * channels.count) { target, count in
      for (offset, channel) in channels.enumerated() {
        var index = offset
        for value in channel {
          target.initializeElement(at: index, to: value)
          index += channels.count
        }
      }
      count = positions * channels.count
    }
  }
}

/// The results of `body` in the order of the paths.
///
/// - Throws: the error of the first path that fails.
func inParallel<Output: Sendable>(
  _ paths: [String], _ body: @Sendable (String) throws(DatasetError) -> Output
) throws(DatasetError) -> [Output] {
  let results = Mutex([Result<Output, DatasetError>?](repeating: nil, count: paths.count))
  DispatchQueue.concurrentPerform(iterations: paths.count) { index in
    let result = Result { () throws(DatasetError) in try body(paths[index]) }
    results.withLock { $0[index] = result }
  }
  var outputs: [Output] = []
  for (path, result) in zip(paths, results.withLock({ $0 })) {
    guard let result else { preconditionFailure("\(path) was not processed") }
    outputs.append(try result.get())
  }
  return outputs
}

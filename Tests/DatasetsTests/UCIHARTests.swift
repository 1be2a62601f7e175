import Datasets
import Foundation
import TestFiles
import Testing

@Suite struct UCIHARTests {
  @Test(
    arguments: ["", "/uci-har", "/uci-har/UCI HAR Dataset", "/UCI HAR Dataset"], [true, false])
  func loads(place: String, compressed: Bool) throws {
    try withTemporaryFolder { folder in
      try SmallHAR().write(to: folder + place, compressed: compressed)
      let data = try UCIHAR(at: folder).dataset
      #expect(data.name == "uci-har" && data.title == "UCI-HAR")
      #expect(data.channelNames == SmallHAR.bodySignals && data.train.channels == 6)
      #expect(data.train.count == 7 && data.test.count == 3 && data.train.steps == 128)
      #expect(data.train.labels == [0, 1, 2, 3, 4, 5, 0] && data.test.labels == [5, 2, 0])
      #expect(data.train.subjects == [1, 1, 3, 3, 30, 30, 30])
      #expect(data.test.subjects == [2, 4, 4])
      #expect(data.classNames[2] == "WALKING_DOWNSTAIRS" && data.train.classCount == 6)
      #expect(data.train.values == SmallHAR.values("train", channels: 6))
      #expect(data.test.values == SmallHAR.values("test", channels: 6))
    }
  }

  @Test func nineChannels() throws {
    try withTemporaryFolder { folder in
      try SmallHAR().write(to: folder)
      let data = try UCIHAR(at: folder, channels: 9)
      #expect(data.train.channelNames == SmallHAR.signals)
      #expect(data.train.values == SmallHAR.values("train", channels: 9))
      #expect(data.test.values == SmallHAR.values("test", channels: 9))
    }
  }

  @Test func sixChannelsNeedNoTotalAcceleration() throws {
    try withTemporaryFolder { folder in
      var small = SmallHAR()
      small.files = small.files.filter {
        !$0.key.contains("total") && $0.key != "activity_labels.txt"
      }
      try small.write(to: folder)
      #expect(try UCIHAR(at: folder).train.count == 7)
      let missing = failure { _ = try UCIHAR(at: folder, channels: 9) }
      #expect(missing?.kind == .notFound)
      #expect(missing?.description.contains("total_acc_x_train.txt") == true)
      #expect(try UCIHAR.verify(at: folder).count == 16)
    }
  }

  @Test func saysWhereItLooked() throws {
    try withTemporaryFolder { folder in
      let error = failure { _ = try UCIHAR(at: folder) }
      #expect(error?.kind == .notFound)
      #expect(error?.description.contains("\(folder)/uci-har/UCI HAR Dataset") == true)
      let channels = failure { _ = try UCIHAR(at: folder, channels: 7) }
      #expect(channels?.kind == .usage)
      #expect(channels?.description.hasPrefix("channels: found 7, expected 6") == true)
    }
  }

  @Test(arguments: SmallHAR().files.keys.sorted().filter { $0 != "activity_labels.txt" })
  func missingFile(name: String) throws {
    try withTemporaryFolder { folder in
      var small = SmallHAR()
      small.files[name] = nil
      try small.write(to: folder)
      let error = failure { _ = try UCIHAR(at: folder, channels: 9) }
      #expect(error?.kind == .notFound)
      #expect(error?.description.contains(name) == true)
    }
  }

  /// One file is changed; the error must name it, the line and what was expected.
  private func expectError(
    _ name: String, found: String, expected: String,
    sourceLocation: SourceLocation = #_sourceLocation, _ change: (String) -> String
  ) throws {
    try withTemporaryFolder { folder in
      var small = SmallHAR()
      small.files[name] = change(try #require(small.files[name]))
      try small.write(to: folder)
      let error = failure { _ = try UCIHAR(at: folder) }
      #expect(error?.kind == .badData, sourceLocation: sourceLocation)
      let line = error?.description ?? "no error"
      #expect(
        line.hasPrefix("\(folder)/\(name): found \(found), expected \(expected); "), "\(line)",
        sourceLocation: sourceLocation)
      #expect(!line.contains("\n") && !line.contains("\r"), sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: ["0", "7", "-1", "1.5", "x", "1 2", "300"])
  func wrongLabel(text: String) throws {
    try expectError(
      "train/y_train.txt", found: "'\(text)' in line 2", expected: "a label from 1 to 6"
    ) { _ in "1\n\(text)\r\n3\n4\n5\n6\n1\n" }
  }

  @Test(arguments: ["0", "31"])
  func wrongSubject(text: String) throws {
    try expectError(
      "test/subject_test.txt", found: "'\(text)' in line 3", expected: "a subject from 1 to 30"
    ) { _ in "2\n4\n\(text)" }
  }

  @Test func emptyLabels() throws {
    try expectError(
      "test/y_test.txt", found: "an empty file", expected: "a label from 1 to 6 on each line"
    ) { _ in "" }
    try expectError(
      "test/y_test.txt", found: "nothing in line 2", expected: "a label from 1 to 6"
    ) { _ in "1\n\n2\n" }
  }

  @Test(arguments: ["\n", "\r\n\r\n", "  \t"])
  func blankLinesAtTheEnd(end: String) throws {
    try withTemporaryFolder { folder in
      var small = SmallHAR()
      // Editors that add lines may also put a byte order mark in front.
      small.files = small.files.mapValues { "\u{FEFF}" + $0 + end }
      try small.write(to: folder)
      let data = try UCIHAR(at: folder)
      #expect(data.train.values == SmallHAR.values("train", channels: 6))
      #expect(data.test.labels == [5, 2, 0])
    }
  }

  @Test func aPageInPlaceOfAFile() throws {
    let pages = ["test/y_test.txt", SmallHAR.path("body_acc_x", "train")]
    for name in pages {
      try expectError(name, found: "an HTML page", expected: "lines of text") { _ in
        "<!DOCTYPE html>\n<html><body>Not found</body></html>\n"
      }
    }
  }

  @Test func differentLengths() throws {
    let signal = SmallHAR.path("body_gyro_y", "train")
    func lines(_ text: String, _ count: Int) -> String {
      text.components(separatedBy: "\r\n").prefix(count).map { $0 + "\r\n" }.joined()
    }
    try withTemporaryFolder { folder in
      var small = SmallHAR()
      small.files["train/subject_train.txt"] = "1\n1\n"
      try small.write(to: folder)
      let line = failure { _ = try UCIHAR(at: folder) }?.description ?? ""
      #expect(
        line.contains("subject_train.txt: found 2 lines, expected 7, as in \(folder)/train/y"))
      small = SmallHAR()
      small.files[signal] = lines(small.files[signal] ?? "", 6)
      try small.write(to: folder)
      let short = failure { _ = try UCIHAR(at: folder) }?.description ?? ""
      #expect(short.contains("body_gyro_y_train.txt: found 6 lines, expected 7, as in"), "\(short)")
      small = SmallHAR()
      let content = try #require(small.files[signal])
      small.files[signal] = content + lines(content, 1)
      try small.write(to: folder)
      let long = failure { _ = try UCIHAR(at: folder) }?.description ?? ""
      #expect(
        long.contains("found another sequence in line 8, expected 7 lines, as in"), "\(long)")
    }
  }

  @Test func otherActivities() throws {
    let name = "activity_labels.txt"
    try expectError(name, found: "'2 RUNNING' in line 2", expected: "'2 WALKING_UPSTAIRS'") {
      $0.replacingOccurrences(of: "WALKING_UPSTAIRS", with: "RUNNING")
    }
    try expectError(name, found: "5 lines", expected: "6") {
      $0.replacingOccurrences(of: "6 LAYING\n", with: "")
    }
    try expectError(name, found: "'7 JUMPING' in line 7", expected: "6 lines") {
      $0 + "7 JUMPING\n"
    }
  }

  @Test func keepsLabels() throws {
    try withTemporaryFolder { folder in
      try SmallHAR().write(to: folder)
      let data = try UCIHAR(at: folder).keepingLabels(3, seed: 1)
      #expect(data.labelSplit?.indices.count == 3 && data.train.count == 7)
      #expect(failure { _ = try UCIHAR(at: folder).keepingLabels(8, seed: 1) }?.kind == .usage)
    }
  }

  @Test func changedFilesAreFound() throws {
    try withTemporaryFolder { folder in
      try SmallHAR().write(to: folder, compressed: true)
      let files = try UCIHAR.verify(at: folder)
      #expect(files.count == 23)
      let unknown = files.filter { $0.expected == nil }
      #expect(unknown.count == 4)
      #expect(unknown.allSatisfy { $0.remark == "no known checksum" && !$0.isKnown })
      // The class names are the published ones, down to the byte.
      #expect(
        files.filter(\.isKnown).map(\.path) == ["\(folder)/activity_labels.txt"])
    }
  }
}

import Datasets
import Foundation
import Runs
import Testing
import Training

/// The settings `feedback` and `labelRows`.
@Suite struct FeedbackRowsTests {
  private func settings(_ changes: String...) throws -> Settings {
    var request = TrainingRequest(.mnist)
    request.data = "/data"
    request.changes = try changes.map { try SettingChange($0) }
    return try request.settings()
  }

  @Test(arguments: ["added;3,17;4", "alone;;5,6", "added;1;;/a;b/new.npz"])
  func textIsReadAndWritten(_ text: String) throws {
    let feedback = try #require(try settings("feedback=\(text)").feedback)
    #expect("\(feedback)" == text)
    let saved = try JSONEncoder().encode(try settings("feedback=\(text)"))
    #expect(try JSONDecoder().decode(Settings.self, from: saved).feedback == feedback)
  }

  @Test(arguments: [
    "added;3", "other;3;4", "added;3;3", "added;3,3;", "added;;", "added;-1;", "added;a;",
  ])
  func otherTextIsRefused(_ text: String) {
    #expect(throws: RunError.self) { try settings("feedback=\(text)") }
  }

  @Test func runsWithoutHaveNoKeys() throws {
    let json = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(try settings()))
        as? [String: Any])
    #expect(json["feedback"] == nil && json["labelRows"] == nil)
  }

  @Test func thePiHasTwoClassesMore() throws {
    let model = try settings("feedback=added;1;2").makeModel()
    #expect(model.heads.map(\.classes) == [12])
    #expect(
      try settings("feedback=alone;1;2", "labels=none").makeModel().heads.map(\.classes) == [3])
    #expect(throws: RunError.self) { try settings("feedback=added;1;2", "family=es") }
    #expect(throws: RunError.self) { try settings("feedback=added;1;2", "labels=none") }
  }

  @Test func labelRowsAreTheLabels() throws {
    #expect(try settings("labelRows=5,1,9").labels == .count(3))
    #expect(try settings("labelRows=5,1,9", "labels=3").labelRows == [5, 1, 9])
    #expect(throws: RunError.self) { try settings("labelRows=5,1,9", "labels=4") }
    #expect(throws: RunError.self) { try settings("labelRows=5,5") }
    #expect(throws: RunError.self) { try settings("labelRows=5,1", "family=eu") }
  }
}

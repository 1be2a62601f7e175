import Runs
import Testing
import Training

@Suite struct TrainingRequestTests {
  @Test func pathsBecomeAbsolute() throws {
    var request = TrainingRequest(.mnist)
    request.defaultData = "some/folder"
    let path = try request.settings().data
    #expect(path.hasPrefix("/") && path.hasSuffix("/some/folder"))
  }

  @Test func aDataFolderMustBeKnown() {
    #expect(throws: RunError.self) { try TrainingRequest(.mnist).settings() }
  }

  @Test func supervisedTrainingNeedsLabels() throws {
    var request = TrainingRequest(.mnist)
    request.data = "/data"
    try request.set(Settings.Keys.family, to: .es)
    try request.set(Settings.Keys.labels, to: .count(0))
    #expect(throws: RunError.self) { try request.settings() }
  }

  @Test(arguments: [
    ("epochs", "11", true), ("epochs", "10", true), ("epochs", "9", false),
    ("maxSteps", "30", true), ("maxSteps", "none", true), ("maxSteps", "10", false),
    ("seed", "0", true), ("seed", "1", false), ("labels", "5", false), ("width", "0.5", false),
    ("data", "/other", true), ("device", "host", true),
    ("precision", "tf32", false), ("precision", "float32", true), ("checkpointEvery", "3", false),
    ("watch", "10", true), ("watch", "0", true),
  ])
  func onlyTotalsAndThePlaceMayChange(key: String, value: String, isAllowed: Bool) throws {
    var saved = Settings(.mnist, data: "/data")
    saved.maxSteps = 20
    var request = TrainingRequest(.mnist)
    request.changes = [try SettingChange(key, to: value)]
    do throws(RunError) {
      _ = try request.settings(resuming: saved)
      #expect(isAllowed)
    } catch {
      #expect(!isAllowed && error.kind == .usage)
      #expect(error.description.contains(key) && error.description.contains(value))
    }
  }

  /// A copy of a run may have lost `place.json`.
  @Test func aRunWithoutAPlaceNeedsTheData() throws {
    let saved = Settings(.mnist, data: "")
    var request = TrainingRequest(.mnist)
    #expect(throws: RunError.self) { try request.settings(resuming: saved) }
    request.defaultData = "/elsewhere"
    #expect(try request.settings(resuming: saved).data == "/elsewhere")
    request.data = "/here"
    #expect(try request.settings(resuming: saved).data == "/here")
  }

  @Test func aResumedRunKeepsWhatWasNotSaid() throws {
    var saved = Settings(.mnist, data: "/data", model: .cnn)
    saved.labels = .count(100)
    saved.seed = 9
    var request = TrainingRequest(.mnist)
    request.defaultData = "/elsewhere"
    #expect(try request.settings(resuming: saved) == saved)
  }
}

import Datasets
import Runs
import Testing
import Training

/// What a new run has to be given to have the settings of another.
@Suite struct GivenSettingsTests {
  private static let changes: [[String]] = [
    [], ["family=es"], ["family=es", "epochs=10"], ["family=eu"], ["labels=100", "seed=7"],
    ["family=es", "epochRows=unlabelled", "labels=50"], ["model=cnn", "klWeight=0.25", "watch=5"],
    ["learningRateSchedule=cosine:40", "device=host", "checkpointEvery=3", "augmentFlip=true"],
  ]

  @Test(arguments: changes)
  func giveTheSameRun(changes: [String]) throws {
    var request = TrainingRequest(.mnist)
    request.data = "/data"
    request.changes = try changes.map { try SettingChange($0) }
    let settings = try request.settings()
    let given = try settings.given(own: nil)
    var other = TrainingRequest(.mnist)
    other.data = "/data"
    other.changes = try given.map { try SettingChange($0.name, to: $0.value) }
    #expect(try other.settings() == settings)
    // Model and family are always said, the rest only where it is no default.
    #expect(given.count <= 2 + changes.count, "\(given)")
  }

  /// The default for the unlabelled pairs depends on the labels that are given.
  @Test(arguments: ["all", "38000", "100"])
  func giveTheSamePairs(unlabelled: String) throws {
    var request = TrainingRequest(.smallNORB)
    request.data = "/data"
    request.changes = [
      try SettingChange("labels=3000"), try SettingChange("unlabelled", to: unlabelled),
    ]
    let settings = try request.settings()
    var other = TrainingRequest(.smallNORB)
    other.data = "/data"
    other.changes = try settings.given(own: nil).map {
      try SettingChange($0.name, to: $0.value)
    }
    #expect(try other.settings() == settings)
  }
}

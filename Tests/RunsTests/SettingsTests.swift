import Foundation
import Models
import Runs
import Testing
import Training

@Suite struct SettingsTests {
  /// The error of a change, or nil where it is accepted.
  private func failure(_ text: String) -> RunError? {
    var settings = Settings(.mnist, data: "/data")
    do throws(RunError) {
      try settings.set(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func defaultsAreThoseOfTheDataSet() {
    let settings = Settings(.fashionMNIST, data: "/data")
    #expect(settings.learningRate == 5e-4 && settings.batchSize == 128 && settings.epochs == 10)
    #expect(settings.labelWeight == 784 && settings.klWeight == 1 && settings.labels == .all)
    #expect(settings.objective == Objective())
    #expect(Settings(.mnist, data: "/data", family: .eu).labels.isNone)
  }

  @Test func defaultsOfSmallNORBAreTheModelsOwn() throws {
    let settings = Settings(.smallNORB, data: "/data")
    #expect(settings.model == .norb && settings.batchSize == 64 && settings.learningRate == 1e-3)
    #expect(settings.objective == .norb && settings.split == .pooled && settings.depth == 1)
    var request = TrainingRequest(.smallNORB)
    request.data = "/data"
    request.changes = [("labels", "300")]
    #expect(try request.settings().unlabelled == .count(38_000))
    request.changes += [("split", "instances")]
    #expect(try request.settings().unlabelled == .all)
  }

  @Test func headsAreReadInTheModelsOrder() {
    #expect(LabelledHeads("lighting,category") == .some(["category", "lighting"]))
    #expect(LabelledHeads("all") == .all && LabelledHeads("") == nil)
    #expect(LabelledHeads("category,colour") == nil)
  }

  @Test func setReachesEveryKindOfSetting() throws {
    var settings = Settings(.mnist, data: "/data")
    for text in [
      "labels=100", "unlabelled=none", "stratified=true", "maxSteps=7", "momentum=0.9",
      "piGradient=through", "klNormalisation=higgins", "width=0.25", "model=cnn",
      "splitSeed=18446744073709551615", "optimizer=adam", "learningRate=1e-3", "precision=half",
    ] { try settings.set(text) }
    #expect(settings.labels == .count(100) && settings.unlabelled.isNone && settings.stratified)
    #expect(settings.maxSteps == 7 && settings.momentum == 0.9 && settings.width == 0.25)
    #expect(settings.piGradient == .through && settings.klNormalisation == .higgins)
    #expect(settings.model == .cnn && settings.splitSeed == .max && settings.optimizer == .adam)
    #expect(settings.learningRate == 1e-3 && settings.precision == .half)
    try settings.set("maxSteps=none")
    #expect(settings.maxSteps == nil)
  }

  @Test(arguments: [
    ("labelweight=1", "labelWeight"), ("klWeigth=1", "klWeight"), ("learnRate=1", "learningRate"),
    ("rhoo=1", "rho"),
  ])
  func unknownKeysGetTheNearestOnes(text: String, nearest: String) throws {
    let error = try #require(failure(text))
    #expect(error.kind == .usage)
    #expect(error.description.contains(nearest))
  }

  @Test(arguments: [
    "labels=-1", "labels=few", "stratified=yes", "epochs=0", "epochs=1.5", "maxSteps=0",
    "learningRate=0", "learningRate=nan", "learningRate=inf", "momentum=1", "width=0",
    "validationShare=1", "piGradient=half", "precision=double", "seed=-1", "batchSize=0", "labels",
    "data=",
  ])
  func badValuesAreRefused(text: String) throws {
    let error = try #require(failure(text))
    #expect(error.kind == .usage)
    #expect(!error.description.contains("\n"))
  }

  @Test func configurationReadsBackAsItWasWritten() throws {
    var settings = Settings(.fashionMNIST, data: "/data", model: .cnn, family: .es)
    settings.labels = .count(1000)
    settings.unlabelled = .count(0)
    settings.maxSteps = 12
    settings.seed = .max
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(Settings.self, from: data) == settings)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("\"labels\":1000") && text.contains("\"unlabelled\":\"none\""))
  }

  /// A run of before there was a choice was computed in float32, and goes on so.
  @Test func aMissingPrecisionIsFloat32() throws {
    let settings = Settings(.mnist, data: "/data")
    let data = try JSONEncoder().encode(settings)
    var document = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(document.removeValue(forKey: "precision") as? String == "float32")
    let older = try JSONSerialization.data(withJSONObject: document)
    let saved = try JSONDecoder().decode(Settings.self, from: older)
    #expect(saved.precision == nil)
    #expect(try TrainingRequest(.mnist).settings(resuming: saved).precision == nil)
  }

  @Test func theDefaultFolderNamesWhatTheRunIs() {
    var settings = Settings(.mnist, data: "/data")
    settings.labels = .count(100)
    settings.seed = 3
    #expect(settings.defaultRunDirectory == "runs/mnist-dense-ss-labels100-seed3")
  }
}

@Suite struct TrainingRequestTests {
  @Test func pathsBecomeAbsolute() throws {
    var request = TrainingRequest(.mnist)
    request.environmentData = "some/folder"
    let path = try request.settings().data
    #expect(path.hasPrefix("/") && path.hasSuffix("/some/folder"))
  }

  @Test func aDataFolderMustBeKnown() {
    #expect(throws: RunError.self) { try TrainingRequest(.mnist).settings() }
  }

  @Test func supervisedTrainingNeedsLabels() {
    var request = TrainingRequest(.mnist)
    request.data = "/data"
    request.changes = [("family", "es"), ("labels", "none")]
    #expect(throws: RunError.self) { try request.settings() }
  }

  @Test(arguments: [
    ("epochs", "11", true), ("epochs", "10", true), ("epochs", "9", false),
    ("maxSteps", "30", true), ("maxSteps", "none", true), ("maxSteps", "10", false),
    ("seed", "0", true), ("seed", "1", false), ("labels", "5", false), ("width", "0.5", false),
    ("data", "/other", false), ("device", "host", false),
    ("precision", "tf32", false), ("precision", "float32", true), ("checkpointEvery", "3", false),
  ])
  func onlyTotalsMayGrow(key: String, value: String, isAllowed: Bool) throws {
    var saved = Settings(.mnist, data: "/data")
    saved.maxSteps = 20
    var request = TrainingRequest(.mnist)
    request.changes = [(key, value)]
    do throws(RunError) {
      _ = try request.settings(resuming: saved)
      #expect(isAllowed)
    } catch {
      #expect(!isAllowed && error.kind == .usage)
      #expect(error.description.contains(key) && error.description.contains(value))
    }
  }

  @Test func aRunThatGoesOnKeepsWhatWasNotSaid() throws {
    var saved = Settings(.mnist, data: "/data", model: .cnn)
    saved.labels = .count(100)
    saved.seed = 9
    var request = TrainingRequest(.mnist)
    request.environmentData = "/elsewhere"
    #expect(try request.settings(resuming: saved) == saved)
  }
}

@Suite struct EditDistanceTests {
  @Test(arguments: [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 2)])
  func knownDistances(first: String, second: String, distance: Int) {
    #expect(editDistance(first, second) == distance)
    #expect(editDistance(second, first) == distance)
  }
}

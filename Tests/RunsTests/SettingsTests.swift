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
    try request.set(Settings.Keys.labels, to: .count(300))
    #expect(try request.settings().unlabelled == .count(38_000))
    try request.set(Settings.Keys.split, to: .instances)
    #expect(try request.settings().unlabelled == .all)
  }

  @Test func headsAreReadInTheModelsOrder() {
    #expect(LabelledHeads("lighting,category") == .some(["category", "lighting"]))
    #expect(LabelledHeads("all") == .all && LabelledHeads("") == nil)
    #expect(LabelledHeads("size,colour,category") == .some(["category", "colour", "size"]))
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
    "data=", "epochs=9223372036854775807", "maxSteps=2147483648", "batchSize=99999999999999999999",
    "labels=3000000000", "klWeight=1e300", "labelWeight=1e-60", "learningRate=1e-300",
    "epsilon=1e39", "momentum=0.99999999", "checkpointEvery=0", "anomalousClass=-1", "channels=8",
  ])
  func badValuesAreRefused(text: String) throws {
    let error = try #require(failure(text))
    #expect(error.kind == .usage)
    #expect(!error.description.contains("\n"))
  }

  /// A value that is set by its key has the range of one that is read from text.
  @Test func typedValuesHaveTheSameRange() throws {
    var settings = Settings(.mnist, data: "/data")
    try settings.set(Settings.Keys.epochs, to: 3)
    #expect(settings.epochs == 3)
    #expect(throws: RunError.self) { try settings.set(Settings.Keys.epochs, to: 0) }
    #expect(throws: RunError.self) { try settings.set(Settings.Keys.klWeight, to: .infinity) }
    #expect(throws: RunError.self) { try settings.set(Settings.Keys.maxSteps, to: -1) }
    #expect(settings.epochs == 3 && settings.klWeight == 1)
  }

  @Test func messagesNameTheSettingAndItsRange() throws {
    let error = try #require(failure("labels=-5"))
    #expect(error.description.hasPrefix("labels: found -5, expected a number of rows"))
    #expect(try #require(failure("klWeight=1e300")).description.contains("1e37"))
    #expect(try #require(failure("model=lenet")).description.contains("'lenet', expected dense or"))
  }

  @Test func configurationReadsBackAsItWasWritten() throws {
    var settings = Settings(.fashionMNIST, data: "/data", model: .cnn, family: .es)
    settings.labels = .count(1000)
    settings.unlabelled = .count(0)
    settings.maxSteps = 12
    settings.seed = .max
    let data = try JSONEncoder().encode(settings)
    var read = try JSONDecoder().decode(Settings.self, from: data)
    // Where the data are is in another file.
    #expect(read.data.isEmpty && read.device == "auto")
    read.data = settings.data
    #expect(read == settings)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("\"labels\":1000") && text.contains("\"unlabelled\":\"none\""))
  }

  /// A file of 0.1.0 has these keys but `epochRows`, and `data` and `device`, each with the type that it
  /// had then.
  @Test func theFileHasTheKeysOfEarlierVersions() throws {
    var settings = Settings(.smallNORB, data: "/data")
    settings.labels = .count(7)
    let document = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(settings)) as? [String: Any])
    #expect(
      Set(document.keys)
        == [
          "dataset", "model", "family", "labels", "unlabelled", "stratified", "split",
          "labelledHeads", "channels", "acceleration", "epochRows", "epochs", "batchSize",
          "optimizer", "learningRate", "rho", "momentum", "epsilon", "seed", "splitSeed",
          "precision", "labelWeight", "klWeight", "klNormalisation", "piGradient", "width",
          "depth", "recurrentActivation", "minimumDeviation", "validationShare",
        ])
    #expect(document["labels"] as? Int == 7 && document["unlabelled"] as? String == "all")
    #expect(document["stratified"] as? Bool == false && document["split"] as? String == "pooled")
    #expect(document["labelledHeads"] as? String == "all" && document["learningRate"] is Double)
  }

  @Test func aFileWithDataAndDeviceIsRead() throws {
    let text = "{\"dataset\": \"mnist\", \"data\": \"/old\", \"device\": \"host\", \"seed\": 4}"
    let settings = try JSONDecoder().decode(Settings.self, from: Data(text.utf8))
    #expect(settings.data == "/old" && settings.device == "host" && settings.seed == 4)
  }

  /// Whether cores are kept awake is not what a run is: it may change when the run is resumed.
  @Test func coresMayGoIdle() throws {
    var settings = Settings(.mnist, data: "/data")
    #expect(settings.keepCoresAwake)
    var request = TrainingRequest(.mnist)
    try request.set(Settings.Keys.keepCoresAwake, to: false)
    #expect(try !request.settings(resuming: settings).keepCoresAwake)
    try settings.set("keepCoresAwake=false")
    #expect(try !TrainingRequest(.mnist).settings(resuming: settings).keepCoresAwake)
    #expect(failure("keepCoresAwake=no")?.kind == .usage)
  }

  @Test func aDamagedFileIsRefusedWithTheSetting() throws {
    var document = try #require(
      try JSONSerialization.jsonObject(
        with: JSONEncoder().encode(Settings(.mnist, data: "/data"))) as? [String: Any])
    document["epochs"] = 0
    let data = try JSONSerialization.data(withJSONObject: document)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Settings.self, from: data) }
    document["epochs"] = nil
    let older = try JSONSerialization.data(withJSONObject: document)
    #expect(try JSONDecoder().decode(Settings.self, from: older).epochs == 10)
  }

  /// A run from before there was a choice was computed in float32, and is resumed so.
  @Test func aMissingPrecisionIsFloat32() throws {
    let settings = Settings(.mnist, data: "/data")
    let data = try JSONEncoder().encode(settings)
    var document = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(document.removeValue(forKey: "precision") as? String == "float32")
    let older = try JSONSerialization.data(withJSONObject: document)
    var saved = try JSONDecoder().decode(Settings.self, from: older)
    // `config.json` does not say where the data are.
    saved.data = "/data"
    #expect(saved.precision == nil)
    #expect(try TrainingRequest(.mnist).settings(resuming: saved).precision == nil)
  }

  @Test func theDefaultFolderNamesWhatTheRunIs() {
    var settings = Settings(.mnist, data: "/data")
    settings.labels = .count(100)
    settings.seed = 3
    #expect(settings.defaultRunDirectory == "runs/mnist-dense-ss-labels100-seed3")
  }

  /// Epochs of few steps grow to the least number of steps; others stay as they are.
  @Test(arguments: [(10, 1, 200), (20, 3, 67), (10, 17, 12), (10, 20, 10), (10, 500, 10)])
  func fewRowsTakeMoreEpochs(epochs: Int, stepsPerEpoch: Int, expected: Int) {
    var settings = Settings(.mnist, data: "/data")
    settings.epochs = epochs
    let longer = settings.reachingLeastSteps(stepsPerEpoch: stepsPerEpoch)
    #expect(longer.epochs == expected)
    #expect((longer.checkpointEvery == nil) == (epochs == expected))
    #expect(longer.epochs * stepsPerEpoch >= Settings.leastSteps)
  }
}

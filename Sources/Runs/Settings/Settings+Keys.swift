public import Datasets
public import Graphs
public import Models
public import Operations
public import Training

extension Settings {
  /// The settings by name, each with its range. `config.json`, `SettingChange` and the command's
  /// options all read and check values here.
  public enum Keys {
    public static let data = SettingKey("data", \.data, .text("the path of a folder"))
    public static let model = SettingKey("model", \.model, .model)
    public static let family = SettingKey("family", \.family, .choice)
    public static let labels = SettingKey("labels", \.labels, .rows)
    public static let labelRows = SettingKey("labelRows", \.labelRows, .rowNumbers)
    public static let feedback = SettingKey("feedback", \.feedback, .feedback)
    public static let unlabelled = SettingKey("unlabelled", \.unlabelled, .rows)
    public static let xKey = SettingKey(
      "xKey", \.userData.xKey, .textOrNone("the name of the array with the samples"))
    public static let yKey = SettingKey(
      "yKey", \.userData.yKey, .textOrNone("the name of the array with the labels"))
    public static let kind = SettingKey("kind", \.userData.kind, .sampleKind)
    public static let labelColumn = SettingKey(
      "labelColumn", \.userData.labelColumns, .list("names of columns, separated by commas"))
    public static let groupColumn = SettingKey(
      "groupColumn", \.userData.groupColumn, .textOrNone("the name of a column or array"))
    public static let unlabelledValue = SettingKey(
      "unlabelledValue", \.userData.unlabelledValue, .textOrNone("a label"))
    public static let testShare = SettingKey(
      "testShare", \.userData.testShare, .fraction(omitting: UserDataOptions().testShare))
    public static let stratified = SettingKey("stratified", \.stratified, .flag)
    public static let split = SettingKey("split", \.split, .choice)
    public static let labelledHeads = SettingKey("labelledHeads", \.labelledHeads, .heads)
    /// A class by its index.
    public static let anomalousClass = SettingKey(
      "anomalousClass", \.anomalousClass, .wholeOrNone(0...65_535))
    public static let channels = SettingKey("channels", \.channels, .one(of: [6, 9]))
    public static let acceleration = SettingKey("acceleration", \.acceleration, .choice)
    public static let epochs = SettingKey("epochs", \.epochs, .whole(1...mostEpochs))
    public static let epochRows = SettingKey("epochRows", \.epochRows, .choice)
    public static let maxSteps = SettingKey("maxSteps", \.maxSteps, .wholeOrNone(1...mostSteps))
    public static let batchSize = SettingKey("batchSize", \.batchSize, .whole(1...mostRows))
    public static let optimizer = SettingKey("optimizer", \.optimizer, .choice)
    public static let learningRate = SettingKey("learningRate", \.learningRate, .positive)
    public static let learningRateSchedule = SettingKey(
      "learningRateSchedule", \.learningRateSchedule, .schedule)
    public static let clipNorm = SettingKey("clipNorm", \.clipNorm, .positiveOrNone)
    public static let accumulate = SettingKey(
      "accumulate", \.accumulate, .whole(1...mostRows, omitting: 1))
    public static let klWarmUp = SettingKey(
      "klWarmUp", \.klWarmUp, .whole(0...mostSteps, omitting: 0))
    public static let classWeights = SettingKey(
      "classWeights", \.classWeights, .choice(omitting: .none))
    public static let augmentShift = SettingKey(
      "augmentShift", \.augmentShift, .whole(0...1_024, omitting: 0))
    public static let augmentFlip = SettingKey(
      "augmentFlip", \.augmentFlip, .flag(omitting: false))
    public static let augmentNoise = SettingKey(
      "augmentNoise", \.augmentNoise, .notNegative(omitting: 0))
    public static let rho = SettingKey("rho", \.rho, .fraction)
    public static let momentum = SettingKey("momentum", \.momentum, .fraction)
    public static let epsilon = SettingKey("epsilon", \.epsilon, .positive)
    public static let seed = SettingKey("seed", \.seed, .seed)
    public static let splitSeed = SettingKey("splitSeed", \.splitSeed, .seed)
    public static let device = SettingKey(
      "device", \.device, .text("auto, gpu, cpu, host or PLATFORM:DEVICE"))
    public static let keepCoresAwake = SettingKey(
      "keepCoresAwake", \.keepCoresAwake, .flag(omitting: true))
    public static let precision = SettingKey("precision", \.precision, Keys.precisions)
    public static let labelWeight = SettingKey("labelWeight", \.labelWeight, .notNegative)
    public static let klWeight = SettingKey("klWeight", \.klWeight, .notNegative)
    public static let klNormalisation = SettingKey("klNormalisation", \.klNormalisation, .choice)
    public static let piGradient = SettingKey("piGradient", \.piGradient, .choice)
    public static let width = SettingKey(
      "width", \.width, .number("a number above 0 and at most 16") { $0 > 0 && $0 <= 16 })
    /// 4,096 is the most that an architecture's file may have.
    public static let latent = SettingKey("latent", \.latent, .wholeOrNone(1...4_096))
    public static let depth = SettingKey("depth", \.depth, .whole(1...16))
    public static let recurrentActivation = SettingKey(
      "recurrentActivation", \.recurrentActivation, .choice)
    public static let minimumDeviation = SettingKey(
      "minimumDeviation", \.minimumDeviation, .positive)
    public static let validationShare = SettingKey(
      "validationShare", \.validationShare, .fraction)
    public static let checkpointEvery = SettingKey(
      "checkpointEvery", \.checkpointEvery, .wholeOrNone(1...mostSteps))

    public static let evaluateEvery = SettingKey(
      "evaluateEvery", \.evaluateEvery, .wholeOrNone(1...mostSteps))
    public static let patience = SettingKey(
      "patience", \.patience, .wholeOrNone(1...mostSteps))
    public static let watch = SettingKey("watch", \.watch, .whole(0...mostSteps, omitting: 0))

    /// Steps are counted in 32 bits on the device.
    package static let mostSteps = Int(Int32.max)
    /// Times the steps of an epoch, which are fewer than 2³², no overflow.
    package static let mostEpochs = 1_000_000_000
    /// Far above what a device holds, and so small that no product of sizes overflows.
    package static let mostRows = 16_777_216

    /// Nil, in runs from before there was a choice, is float32.
    private static let precisions = SettingFormat<DeviceTraits.Precision?>(
      SettingFormat<DeviceTraits.Precision>.choice.expected,
      parse: { DeviceTraits.Precision(rawValue: $0).map { .some($0) } },
      text: { ($0 ?? .float32).rawValue }, isOmitted: { $0 == nil })
  }

  /// Every setting but the data set, in the order of the documentation of `config.json`.
  static let keys: [any AnySettingKey] =
    ownDataKeys + [
      Keys.data, Keys.model, Keys.family, Keys.labels, Keys.labelRows, Keys.unlabelled,
      Keys.stratified,
      Keys.split, Keys.feedback, Keys.labelledHeads, Keys.anomalousClass, Keys.channels,
      Keys.acceleration, Keys.epochRows,
      Keys.epochs,
      Keys.maxSteps, Keys.batchSize, Keys.optimizer, Keys.learningRate, Keys.learningRateSchedule,
      Keys.clipNorm, Keys.accumulate, Keys.klWarmUp, Keys.classWeights, Keys.augmentShift,
      Keys.augmentFlip, Keys.augmentNoise, Keys.rho, Keys.momentum,
      Keys.epsilon, Keys.seed, Keys.splitSeed, Keys.device, Keys.keepCoresAwake, Keys.precision,
      Keys.labelWeight,
      Keys.klWeight, Keys.klNormalisation, Keys.piGradient, Keys.latent, Keys.width, Keys.depth,
      Keys.recurrentActivation, Keys.minimumDeviation, Keys.validationShare, Keys.checkpointEvery,
      Keys.evaluateEvery, Keys.patience, Keys.watch,
    ]

  /// The settings that say how one's own data are read.
  static let ownDataKeys: [any AnySettingKey] = [
    Keys.xKey, Keys.yKey, Keys.kind, Keys.labelColumn, Keys.groupColumn, Keys.unlabelledValue,
    Keys.testShare,
  ]

  /// The names of all settings but the data set.
  public static var keyNames: [String] { keys.map(\.name) }

  /// Changes a setting.
  ///
  /// - Throws: `RunError.usage` for a value out of range.
  public mutating func set<Value>(
    _ key: SettingKey<Value>, to value: Value
  ) throws(RunError) {
    try key.change(to: value)(&self)
  }

  /// Changes a setting as the text `key=value` says.
  ///
  /// - Throws: `RunError.usage` as `SettingChange` does.
  public mutating func set(_ text: String) throws(RunError) {
    try SettingChange(text)(&self)
  }
}

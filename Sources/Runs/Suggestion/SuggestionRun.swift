import Datasets
public import Devices
import Files
public import Graphs
public import Training

/// Says which unlabelled training rows of a run should be labelled next.
public struct SuggestionRun: Sendable {
  /// The run's folder.
  public var run: String
  /// How many rows.
  public var count: Int
  /// What they are ranked by.
  public var suggestion = Suggestion.entropy
  /// A `.csv` with the rows; nil for none.
  public var output: String?
  /// The data's folder, or file of one's own; nil for the run's own.
  public var data: String?
  public var checkpoint = CheckpointStore.Link.last
  /// The device; nil for the run's own.
  public var device: String?
  /// What heavy operations multiply in; nil for the run's own.
  public var precision: DeviceTraits.Precision?
  /// Where compiled kernels, measured choices and unpacked data sets are kept.
  public var cache = CacheDirectory.none
  /// The seed of the draws; nil for the run's own.
  public var seed: UInt64?
  /// L, the codes that are drawn for each row, for `disagreement`.
  public var draws = 16

  public init(_ run: String, count: Int) {
    self.run = run
    self.count = count
  }

  /// Ranks the rows that the run was trained on without a label.
  ///
  /// - Throws: `RunError` of kind `usage` for a family that has not what the suggestion reads, and for more
  ///   rows than there are; `notFound` where the run or the checkpoint is not there; `DatasetError`,
  ///   `FileError`, `ComputeError`.
  public func run(_ report: (RunEvent) -> Void) throws -> SuggestionResult {
    if let output { _ = try OutputFormat(of: output, among: [.csv]) }
    let trained = try TrainedRun(run, cache)
    let settings = trained.settings
    try check(settings)
    let data = try trained.loadRows(from: data)
    let pool = data.unlabelled
    guard (1...max(1, pool.count)).contains(count), !pool.isEmpty else {
      throw RunError.usage(
        setting: "count", found: "\(count)",
        expected: pool.isEmpty ? "a run with unlabelled rows" : "1 to \(pool.count)",
        advice: "the run was trained on \(pool.count) rows without a label")
    }
    let loaded = try trained.load(checkpoint, on: device, precision: precision, report)
    defer { loaded.device.close(report) }
    let seed = seed ?? settings.seed
    let suggested = try SuggestedRows(
      count, by: suggestion, among: pool, of: data.original.train, draws: draws, seed: seed,
      loaded.predictor, { try Generator(trained.makeModel(), on: loaded.device.executor) },
      progress: { report(.progress("rows", done: $0, total: pool.count)) })
    let own = data.original.train as? ArraySamples
    let result = SuggestionResult(
      run: run, data: data.original.title, checkpoint: checkpoint.rawValue,
      step: loaded.state.step, device: loaded.device.executor.deviceName, suggestion: suggestion,
      seed: seed, draws: suggestion == .disagreement ? draws : nil, unlabelled: pool.count,
      rows: suggested.rows, places: own.map { own in suggested.rows.map(own.place) },
      values: suggested.values, output: output)
    if let output { try AtomicFile.write(result.table, to: output) }
    return result
  }

  private func check(_ settings: Settings) throws(RunError) {
    let (isUsable, missing) =
      switch suggestion {
      case .random: (true, "")
      case .entropy: (settings.family != .eu, "classes")
      case .disagreement: (settings.family == .ss, "classes and a decoder")
      }
    guard isUsable else {
      throw .usage(
        setting: run, found: "a run of family \(settings.family.rawValue)",
        expected: "one of a family with \(missing), for \(suggestion.rawValue)",
        advice: suggestion == .disagreement ? "train family ss" : "train family ss or es")
    }
    guard (1...Self.mostDraws).contains(draws) else {
      throw .usage(
        setting: "draws", found: "\(draws)", expected: "1 to \(Self.mostDraws)",
        advice: "leave it out for 16")
    }
  }

  private static let mostDraws = 10_000
}

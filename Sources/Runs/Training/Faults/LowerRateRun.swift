package import Datasets
import Files
import Foundation
package import Training

/// A new run like one that has failed, from its last checkpoint, with a tenth of the learning rate.
public struct LowerRateRun: Codable, Sendable, Hashable {
  /// A setting and its value as text.
  public struct Setting: Codable, Sendable, Hashable {
    public let name: String
    public let value: String
  }

  /// The name of the data set, or the path of one's own.
  public let dataset: String
  /// The folder with the data; nil for one's own.
  public let data: String?
  /// The new run's folder.
  public let directory: String
  /// The weights of the last checkpoint; nil where there is none.
  public let weights: String?
  /// The file of the architecture; nil for a model of the paper.
  public let architecture: String?
  /// The settings that differ from the defaults, the learning rate among them.
  public let settings: [Setting]

  /// - Parameters:
  ///   - architecture: the file that the run's own architecture is written to.
  /// - Throws: `RunError`.
  init(
    after settings: Settings, on loaded: any SampleDataset, in directory: RunDirectory,
    architecture: String
  ) throws(RunError) {
    var lowered = settings
    lowered.learningRate = Self.tenth(of: settings.learningRate)
    dataset = settings.dataset.name?.rawValue ?? settings.data
    data = settings.dataset == .own ? nil : settings.data
    self.directory = Self.freePath(beside: directory.path)
    weights = try directory.checkpoints.checkpoint(.last).map {
      $0.path + "/" + Checkpoint.File.model
    }
    let isOwn = if case .own = settings.model { true } else { false }
    self.architecture = isOwn ? architecture : nil
    self.settings = try lowered.given(own: loaded as? ArrayDataset).filter {
      !isOwn || $0.name != Settings.Keys.model.name
    }
  }

  /// A tenth in so few digits as a person would write: the decimal point moves.
  private static func tenth(of rate: Double) -> Double {
    Double(String(format: "%.6g", rate / 10)) ?? rate / 10
  }

  /// The path of a folder beside a run's that is not there yet.
  private static func freePath(beside path: String) -> String {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    var (candidate, number) = (trimmed + "-lower-rate", 1)
    while FileKind.of(candidate) != nil {
      number += 1
      candidate = "\(trimmed)-lower-rate-\(number)"
    }
    return candidate
  }
}

extension Settings {
  /// What a new run on the same data has to be given to have these settings, apart from the data.
  ///
  /// - Parameter own: the data, where they are one's own.
  /// - Throws: `RunError.usage` where defaults contradict the data.
  package func given(own: ArrayDataset?) throws(RunError) -> [LowerRateRun.Setting] {
    var names = [Keys.model.name, Keys.family.name]
    // What is given decides some defaults of the rest: a second look finds what that has changed.
    for _ in 0..<2 {
      let made = try made(giving: names, own)
      for key in Self.keys
      where key.name != Keys.data.name && !names.contains(key.name)
        && key.text(in: made) != key.text(in: self)
      {
        names.append(key.name)
      }
    }
    return Self.keys.filter { names.contains($0.name) }.map {
      LowerRateRun.Setting(name: $0.name, value: $0.text(in: self))
    }
  }

  /// The settings of a new run that is given some of these.
  private func made(
    giving names: [String], _ own: ArrayDataset?
  ) throws(RunError) -> Settings {
    var request = TrainingRequest(dataset)
    request.data = data
    for key in Self.keys where names.contains(key.name) {
      request.changes.append(key.change(toValueIn: self))
    }
    guard dataset == .own else { return try request.settings() }
    guard let own else { preconditionFailure("the settings of a run on one's own data need these") }
    return try request.settings(own: own)
  }
}

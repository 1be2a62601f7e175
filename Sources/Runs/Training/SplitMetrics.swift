import Datasets
import Evaluation
import Foundation
import Layers
import Training

/// The metrics of a model on one split of the data; those that the family does not have are nil.
public struct SplitMetrics: Sendable, Codable {
  /// `test` or `validation`.
  public let split: String
  /// The number of rows; of those with a label where the model has heads.
  public let samples: Int
  /// Metrics of each head by its name; nil for one head without a name.
  public let heads: [String: HeadMetrics]?
  /// Metrics of the first head, on Small-NORB `category`, encoded at the top level; nil without heads.
  public let head: HeadMetrics?
  /// −log p(x | z, π) per sample at z = mean, summed over its values.
  public let reconstruction: Double?
  /// The KL divergence of the posterior from N(0, I) per sample, summed over dimensions and steps.
  public let kl: Double?

  public var accuracy: Double? { head?.accuracy }
  public var logLoss: Double? { head?.logLoss }

  /// Applies the model to samples batch by batch, so that memory does not grow with their number. The
  /// class of a sequence is that of its steps' mean probabilities; rows without a label count for the
  /// decoder's metrics only.
  ///
  /// - Parameter includesReconstruction: whether a family with labels gets the decoder's metrics too; one
  ///   without labels always does.
  /// - Throws: `ComputeError`, `EvaluationError` where a prediction is not a number, or
  ///   `DatasetError` where a file cannot be read.
  init(
    _ predictor: Predictor, of data: any LabelledSamples, rows: [Int], split: String,
    includesReconstruction: Bool = false
  ) throws {
    self.split = split
    let modelHeads = predictor.model.heads
    let labelled = rows.filter(data.isLabelled)
    samples = modelHeads.isEmpty ? rows.count : labelled.count
    let needsDecoder = includesReconstruction || modelHeads.isEmpty || labelled.isEmpty
    let rows = needsDecoder ? rows : labelled
    let observation = (predictor.model as? any GenerativeModel)?.observation
    let logitNames = modelHeads.map { $0.output("log_probabilities") }
    var names = Set(logitNames)
    if needsDecoder {
      names.formUnion(["mean", "log_variance"] + (observation?.parameterNames ?? []))
    }
    var tallies = data.factors.map(HeadTally.init)
    var (likelihood, divergence) = (Double?.none, Double?.none)
    try predictor.forEachBatch(of: data, rows: rows, outputs: names) { batch in
      let outputs = batch.outputs.mapValues(\.values)
      for (index, name) in logitNames.enumerated() where tallies.indices.contains(index) {
        guard let values = outputs[name] else {
          preconditionFailure("the predictor gave no '\(name)'")
        }
        try tallies[index].add(values, of: rows[batch.rows])
      }
      if let terms = observation?.negativeLogLikelihood(
        outputs, of: batch.samples, size: data.valuesPerSample)
      {
        likelihood = terms.reduce(likelihood ?? 0, +)
      }
      if let mean = outputs["mean"], let logVariance = outputs["log_variance"] {
        divergence = Self.divergence(mean, logVariance, after: divergence ?? 0)
      }
    }
    let figures = try zip(modelHeads, tallies).map { try $1.metrics() }
    head = figures.first ?? nil
    let named = zip(modelHeads.map(\.name), figures).compactMap { name, figures in
      name.isEmpty ? nil : figures.map { (name, $0) }
    }
    heads = named.isEmpty ? nil : Dictionary(named) { first, _ in first }
    let count = Double(max(1, rows.count))
    reconstruction = likelihood.map { $0 / count }
    kl = divergence.map { $0 / count }
  }

  /// The score that `best` maximises: accuracy, else −(reconstruction + KL); nil for a model without a
  /// decoder where no row has a label.
  var score: Double? {
    if let accuracy { return accuracy }
    let terms = [reconstruction, kl].compactMap { $0 }
    return terms.isEmpty ? nil : -terms.reduce(0, +)
  }

  private enum CodingKeys: String, CodingKey {
    case split, samples, heads, reconstruction, kl
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    split = try container.decode(String.self, forKey: .split)
    samples = try container.decode(Int.self, forKey: .samples)
    heads = try container.decodeIfPresent([String: HeadMetrics].self, forKey: .heads)
    reconstruction = try container.decodeIfPresent(Double.self, forKey: .reconstruction)
    kl = try container.decodeIfPresent(Double.self, forKey: .kl)
    head = HeadMetrics.isEncoded(in: decoder) ? try HeadMetrics(from: decoder) : nil
  }

  public func encode(to encoder: any Encoder) throws {
    try head?.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(split, forKey: .split)
    try container.encode(samples, forKey: .samples)
    try container.encodeIfPresent(heads, forKey: .heads)
    try container.encodeIfPresent(reconstruction, forKey: .reconstruction)
    try container.encodeIfPresent(kl, forKey: .kl)
  }

  /// ½ Σ μ² + σ² − 1 − log σ², added to `sum`.
  private static func divergence(
    _ mean: [Float], _ logVariance: [Float], after sum: Double
  ) -> Double {
    zip(mean, logVariance).reduce(sum) { sum, pair in
      let (mean, logVariance) = (Double(pair.0), Double(pair.1))
      return sum + 0.5 * (mean * mean + exp(logVariance) - 1 - logVariance)
    }
  }
}

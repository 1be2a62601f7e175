import Datasets
import Evaluation
import Foundation
import Training

/// What a model does on one part of the data; a figure that the family has not is nil.
public struct SplitMetrics: Sendable, Codable {
  /// `test` or `validation`.
  public let split: String
  /// The number of rows.
  public let samples: Int
  /// Figures of each head by its name; nil where there is one head without a name.
  public let heads: [String: HeadMetrics]?
  /// The figures of the first head, on Small-NORB `category`, beside the other keys; nil without one.
  public let head: HeadMetrics?
  /// The Bernoulli negative log-likelihood per image at z = mean, summed over pixels.
  public let reconstruction: Double?
  /// The KL divergence of the posterior from N(0, I) per image, summed over dimensions.
  public let kl: Double?

  public var accuracy: Double? { head?.accuracy }
  public var logLoss: Double? { head?.logLoss }

  /// Applies the model to rows of labelled images, a batch at a time, so that memory does not grow
  /// with their number.
  ///
  /// - Parameter includesReconstruction: whether a family with labels gets the figures of the
  ///   decoder too; one without always does.
  /// - Throws: `ComputeError`, `EvaluationError` where a prediction is not a number, or
  ///   `DatasetError` where a file cannot be read.
  init(
    _ predictor: Predictor, of images: LabelledImages, rows: [Int], split: String,
    includesReconstruction: Bool = false
  ) throws {
    self.split = split
    samples = rows.count
    let modelHeads = predictor.model.heads
    let logitNames = modelHeads.map { $0.output("log_probabilities") }
    var names = Set(logitNames)
    if includesReconstruction || modelHeads.isEmpty {
      names.formUnion(["mean", "log_variance", "reconstruction"])
    }
    var logits = [[Float]](repeating: [], count: modelHeads.count)
    var (likelihood, divergence) = (Double?.none, Double?.none)
    for start in stride(from: 0, to: rows.count, by: predictor.batchSize) {
      let batch = rows[start..<min(start + predictor.batchSize, rows.count)]
      let x = try images.values(of: batch)
      let outputs = try predictor.predict(count: batch.count, outputs: names) { _ in x }
      for (index, name) in logitNames.enumerated() { logits[index] += outputs[name]?.values ?? [] }
      if let probabilities = outputs["reconstruction"]?.values {
        likelihood = Self.negativeLogLikelihood(probabilities, x, after: likelihood ?? 0)
      }
      if let mean = outputs["mean"]?.values, let logVariance = outputs["log_variance"]?.values {
        divergence = Self.divergence(mean, logVariance, after: divergence ?? 0)
      }
    }
    let figures = try zip(logits, images.factors).map { logits, factor in
      try HeadMetrics(
        ClassPredictions(logits: logits, classCount: factor.classCount),
        labels: rows.map { factor.values[$0] })
    }
    head = figures.first
    let named = zip(modelHeads.map(\.name), figures).filter { !$0.0.isEmpty }
    heads = named.isEmpty ? nil : Dictionary(named) { first, _ in first }
    let count = Double(max(1, rows.count))
    reconstruction = likelihood.map { $0 / count }
    kl = divergence.map { $0 / count }
  }

  /// What `best` is chosen by, larger being better: accuracy, else minus reconstruction and KL.
  var score: Double {
    accuracy ?? -((reconstruction ?? 0) + (kl ?? 0))
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

  /// −Σ x log p + (1 − x) log(1 − p), added to `sum`; p kept a float32 rounding away from 0 and 1.
  private static func negativeLogLikelihood(
    _ probabilities: [Float], _ x: [Float], after sum: Double
  ) -> Double {
    let least = Double(Float.ulpOfOne) / 2
    return zip(probabilities, x).reduce(sum) { sum, pair in
      let p = min(max(Double(pair.0), least), 1 - least)
      return sum - Double(pair.1) * log(p) - (1 - Double(pair.1)) * log(1 - p)
    }
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

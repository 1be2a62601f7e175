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
  /// The share of rows whose most probable class is the label.
  public let accuracy: Double?
  /// The mean of −log π[y] in nats, from log-probabilities, clipped at 10⁻¹⁵.
  public let logLoss: Double?
  /// The expected calibration error over 15 bins.
  public let expectedCalibrationError: Double?
  /// Counts by label and predicted class.
  public let confusionMatrix: [[Int]]?
  /// The Bernoulli negative log-likelihood per image at z = mean, summed over pixels.
  public let reconstruction: Double?
  /// The KL divergence of the posterior from N(0, I) per image, summed over dimensions.
  public let kl: Double?

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
    var names: Set<String> = ["log_probabilities"]
    if includesReconstruction || predictor.model.heads.isEmpty {
      names.formUnion(["mean", "log_variance", "reconstruction"])
    }
    var (logits, likelihood, divergence) = ([Float](), Double?.none, Double?.none)
    for start in stride(from: 0, to: rows.count, by: predictor.batchSize) {
      let batch = rows[start..<min(start + predictor.batchSize, rows.count)]
      let x = try images.values(of: batch)
      let outputs = try predictor.predict(count: batch.count, outputs: names) { _ in x }
      logits += outputs["log_probabilities"]?.values ?? []
      if let probabilities = outputs["reconstruction"]?.values {
        likelihood = Self.negativeLogLikelihood(probabilities, x, after: likelihood ?? 0)
      }
      if let mean = outputs["mean"]?.values, let logVariance = outputs["log_variance"]?.values {
        divergence = Self.divergence(mean, logVariance, after: divergence ?? 0)
      }
    }
    if !logits.isEmpty {
      let predictions = try ClassPredictions(logits: logits, classCount: images.classCount)
      let labels = rows.map { images.labels[$0] }
      accuracy = try predictions.accuracy(labels)
      logLoss = try predictions.logLoss(labels)
      expectedCalibrationError = try predictions.expectedCalibrationError(labels)
      confusionMatrix = predictions.confusionMatrix(labels).counts
    } else {
      (accuracy, logLoss, expectedCalibrationError, confusionMatrix) = (nil, nil, nil, nil)
    }
    let count = Double(max(1, rows.count))
    reconstruction = likelihood.map { $0 / count }
    kl = divergence.map { $0 / count }
  }

  /// What `best` is chosen by, larger being better: accuracy, else minus reconstruction and KL.
  var score: Double {
    accuracy ?? -((reconstruction ?? 0) + (kl ?? 0))
  }

  private enum CodingKeys: String, CodingKey {
    case split, samples, accuracy, reconstruction, kl
    case logLoss = "log_loss"
    case expectedCalibrationError = "expected_calibration_error"
    case confusionMatrix = "confusion_matrix"
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

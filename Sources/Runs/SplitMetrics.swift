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

  /// Applies the model to rows of labelled images.
  ///
  /// - Parameter includesReconstruction: whether a family with labels gets the figures of the
  ///   decoder too; one without always does.
  /// - Throws: `ComputeError`, or `EvaluationError` where a prediction is not a number.
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
    let outputs = try predictor.predict(count: rows.count, outputs: names) { range in
      images.values(of: rows[range])
    }
    if let logits = outputs["log_probabilities"] {
      let predictions = try ClassPredictions(
        logits: logits.values, classCount: images.classCount)
      let labels = rows.map { images.labels[$0] }
      accuracy = try predictions.accuracy(labels)
      logLoss = try predictions.logLoss(labels)
      expectedCalibrationError = try predictions.expectedCalibrationError(labels)
      confusionMatrix = predictions.confusionMatrix(labels).counts
    } else {
      (accuracy, logLoss, expectedCalibrationError, confusionMatrix) = (nil, nil, nil, nil)
    }
    let count = Double(max(1, rows.count))
    reconstruction = outputs["reconstruction"].map {
      Self.negativeLogLikelihood($0.values, images.values(of: rows)) / count
    }
    if let mean = outputs["mean"], let logVariance = outputs["log_variance"] {
      kl = Self.divergence(mean.values, logVariance.values) / count
    } else {
      kl = nil
    }
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

  /// −Σ x log p + (1 − x) log(1 − p), p kept a float32 rounding away from 0 and 1.
  private static func negativeLogLikelihood(_ probabilities: [Float], _ x: [Float]) -> Double {
    let least = Double(Float.ulpOfOne) / 2
    return zip(probabilities, x).reduce(0) { sum, pair in
      let p = min(max(Double(pair.0), least), 1 - least)
      return sum - Double(pair.1) * log(p) - (1 - Double(pair.1)) * log(1 - p)
    }
  }

  /// ½ Σ μ² + σ² − 1 − log σ².
  private static func divergence(_ mean: [Float], _ logVariance: [Float]) -> Double {
    zip(mean, logVariance).reduce(0) { sum, pair in
      let (mean, logVariance) = (Double(pair.0), Double(pair.1))
      return sum + 0.5 * (mean * mean + exp(logVariance) - 1 - logVariance)
    }
  }
}

extension LabelledImages {
  /// The pixels of some images, divided by 255.
  func values(of rows: some Collection<Int>) -> [Float] {
    let size = valuesPerImage
    return [Float](unsafeUninitializedCapacity: rows.count * size) { values, count in
      images.withUnsafeBufferPointer { bytes in
        for row in rows {
          for element in row * size..<(row + 1) * size {
            values[count] = Float(bytes[element]) / 255
            count += 1
          }
        }
      }
    }
  }
}

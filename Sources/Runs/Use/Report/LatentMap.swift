import Datasets
import Reporting
import Training

/// Where the samples of a test part lie in the two latent dimensions that say most of them.
struct LatentMap {
  let plot: Plot
  /// What is shown, in words.
  let caption: String

  /// More points would hide each other.
  private static let mostSamples = 2_000

  /// The posterior means of at most 2,000 rows, evenly spaced, coloured by class; of sequences their
  /// means over the steps.
  ///
  /// Nil for a model with fewer than two latent dimensions, and without samples.
  ///
  /// - Parameter classNames: of the first factor of the samples.
  /// - Throws: `ComputeError`, `DatasetError` where a file cannot be read.
  init?(
    of samples: any LabelledSamples, classNames: [String], by predictor: Predictor
  ) throws {
    let count = min(samples.count, Self.mostSamples)
    guard count > 0 else { return nil }
    let rows = (0..<count).map { $0 * samples.count / count }
    let outputs = try predictor.predict(count: count, outputs: ["mean", "log_variance"]) {
      try samples.values(of: rows[$0])
    }
    guard let mean = outputs["mean"], let logVariance = outputs["log_variance"],
      mean.shape.last > 1
    else { return nil }
    let latent = mean.shape.last
    let divergence = LatentDivergence(
      mean: mean.values[...], logVariance: logVariance.values[...], latent: latent)
    let (first, second) = (divergence.order[0], divergence.order[1])
    let size = mean.values.count / count
    let labels = samples.labels
    var points: [Int32: [Plot.Point]] = [:]
    for (index, row) in rows.enumerated() {
      let code = mean.values[index * size..<(index + 1) * size]
      func average(_ dimension: Int) -> Double {
        let places = stride(
          from: code.startIndex + dimension, to: code.endIndex, by: latent)
        return places.reduce(0) { $0 + Double(code[$1]) } / Double(size / latent)
      }
      points[labels[row], default: []].append(Plot.Point(average(first), average(second)))
    }
    let series = points.sorted { $0.key < $1.key }.map { label, points in
      let index = Int(label)
      let name = classNames.indices.contains(index) ? classNames[index] : "no label"
      return Plot.Series(
        name, points, kind: .cloud, style: index < 0 ? samples.classCount : index)
    }
    let isSequence = size > latent
    plot = Plot(
      "Latent map of the test samples",
      horizontal: Plot.Axis("posterior mean of z\(first + 1)"),
      vertical: Plot.Axis("posterior mean of z\(second + 1)"), series: series, width: 640,
      height: 560)
    caption =
      "\(count) of \(samples.count) test samples"
      + (isSequence ? ", each the mean over its steps" : "")
      + ", in the latent dimensions with the largest KL divergence: "
      + [first, second].map {
        "z\($0 + 1) \(ProgressLine.number(divergence.nats[$0], digits: 3)) nats"
      }.joined(separator: ", ")
      + (latent > 2 ? "; there are \(latent)." : ".")
  }
}

import Compute
import Datasets
import Reporting
import Training

/// One image's code and the latent dimensions with the largest KL divergence, for pictures in which each
/// of them varies.
struct Traversal {
  /// The posterior mean of the image.
  private let code: [Float]
  /// The class probabilities of the image, for each head that the decoder reads.
  private let classes: [[Float]]
  /// Latent dimensions by their mean KL divergence over some images, the largest first.
  private let dimensions: [Int]

  /// Rows of a picture, at most.
  static let rows = 10
  /// The images that the divergence is taken over, at most.
  private static let sampleCount = 256

  /// - Throws: `ComputeError`, `DatasetError`.
  init(of images: any LabelledSamples, row: Int, by predictor: Predictor) throws {
    let heads = predictor.model.heads.map { $0.output("probabilities") }
    let rows = [row] + Array(0..<min(images.count, Self.sampleCount))
    let x = try images.values(of: rows)
    let size = images.valuesPerSample
    let outputs = try predictor.predict(
      count: rows.count, outputs: Set(["mean", "log_variance"] + heads)
    ) { Array(x[$0.lowerBound * size..<$0.upperBound * size]) }
    guard let mean = outputs["mean"], let logVariance = outputs["log_variance"] else {
      preconditionFailure("the model has no latent layer")
    }
    let latent = mean.shape.last
    code = Array(mean.values.prefix(latent))
    classes = heads.compactMap { outputs[$0] }.map { Array($0.values.prefix($0.shape.last)) }
    dimensions =
      LatentDivergence(
        mean: mean.values.dropFirst(latent), logVariance: logVariance.values.dropFirst(latent),
        latent: latent
      ).order
  }

  /// A row for each of the first dimensions, a column for each value from -3 to 3.
  func picture(
    from generator: Generator, as tiles: PictureTiles, columns: Int
  ) throws(ComputeError) -> Picture {
    let values = (0..<columns).map { columns == 1 ? 0 : 6 * Float($0) / Float(columns - 1) - 3 }
    return try tiles.traversal(
      from: generator, code: code,
      classes: Array(classes.prefix(generator.model.decodedHeads.count)),
      dimensions: Array(dimensions.prefix(Self.rows)), values: values)
  }
}

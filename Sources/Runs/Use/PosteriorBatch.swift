import Foundation
import Graphs
import Layers
import Training

/// Samples with their posteriors and the class probabilities that the decoder reads.
struct PosteriorBatch {
  /// The values of the samples, one after the other.
  let samples: [Float]
  /// Which samples these are among all.
  let rows: Range<Int>
  /// One list for each of the model's `decodedHeads`.
  let classes: [[Float]]
  private let mean: [Float]
  private let deviation: [Float]
  private let dimensions: Int

  /// Encodes samples.
  ///
  /// - Throws: `ComputeError`.
  init(
    _ samples: [Float], _ rows: Range<Int>, by predictor: Predictor,
    _ model: any GenerativeModel
  ) throws {
    let heads = model.decodedHeads.map { $0.output("probabilities") }
    let encoded = try predictor.predict(
      count: rows.count, outputs: Set(["mean", "log_variance"] + heads)
    ) { _ in samples }
    self.samples = samples
    self.rows = rows
    mean = encoded["mean"]?.values ?? []
    deviation = (encoded["log_variance"]?.values ?? []).map { exp(0.5 * $0) }
    classes = heads.compactMap { encoded[$0]?.values }
    dimensions = model.latentShape.count
  }

  /// A z of each sample, [rows] + the latent shape; ε is keyed by the index of the sample among all, so
  /// that the size of the batches changes nothing.
  func code(draw: UInt32, _ philox: Philox) -> [Float] {
    let noise = (0..<rows.count).flatMap { index in
      let blocks = UInt32((dimensions + 3) / 4)
      let first = UInt32(rows.lowerBound + index) &* blocks
      return (0..<blocks).flatMap {
        philox.normals(block: first &+ $0, step: draw, as: Float.self)
      }.prefix(dimensions)
    }
    return mean.indices.map { mean[$0] + deviation[$0] * noise[$0] }
  }
}

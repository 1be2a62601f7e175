import Compute
import Datasets
import Graphs
import Reporting
import Training

extension PictureTiles {
  /// Images in rows of at most `columns`, under each row the reconstructions from z = mean.
  ///
  /// - Precondition: there is a row, and the predictor's model has a decoder.
  /// - Throws: `ComputeError`, or `DatasetError` where a file cannot be read.
  func reconstructions(
    of images: any LabelledSamples, rows: [Int], by predictor: Predictor, columns: Int
  ) throws -> Picture {
    let x = try images.values(of: rows)
    let size = images.valuesPerSample
    let outputs = try predictor.predict(count: rows.count, outputs: ["reconstruction"]) { range in
      Array(x[range.lowerBound * size..<range.upperBound * size])
    }
    guard let decoded = outputs["reconstruction"]?.values else {
      preconditionFailure("the model has no decoder")
    }
    let (shown, reconstructed) = (tiles(x), tiles(decoded, inRangeOf: x))
    let columns = min(columns, rows.count)
    var cells: [Picture] = []
    for start in stride(from: 0, to: rows.count, by: columns) {
      let places = start..<min(start + columns, rows.count)
      cells += shown[places]
      // The last row may be shorter; its reconstructions still begin at the left.
      cells += (0..<columns - places.count).map { _ in blank }
      cells += reconstructed[places]
    }
    return Self.grid(cells, columns: columns)
  }

  /// Decoded codes z ~ N(0, I): a row for each class, with the same z in every row of a column, so that a
  /// column shows one style; without classes every image has its own z.
  ///
  /// Where the decoder reads several heads, rows are classes of the first, and all classes of the others
  /// are equally probable.
  func samples(
    from generator: Generator, columns: Int, seed: UInt64
  ) throws(ComputeError) -> Picture {
    let model = generator.model
    let heads = model.decodedHeads
    let rows = heads.first.map { min($0.classes, Self.mostClasses) } ?? Self.rowsWithoutClasses
    let count = rows * columns
    let drawn = Self.normals(
      (heads.isEmpty ? count : columns) * model.latentShape.count, seed: seed)
    let z = heads.isEmpty ? drawn : (0..<rows).flatMap { _ in drawn }
    let classes = heads.enumerated().map { index, head in
      (0..<count).flatMap { place in
        (0..<head.classes).map { number -> Float in
          if index > 0 { return 1 / Float(head.classes) }
          return number == place / columns ? 1 : 0
        }
      }
    }
    let decoded = try generator.generate(count: count, z: z, classes: classes).values
    return Self.grid(tiles(decoded), columns: columns)
  }

  /// Decodes one code with one latent dimension changed at a time: a row for each dimension, a column
  /// for each value.
  ///
  /// - Parameters:
  ///   - code: the values that the other dimensions keep.
  ///   - classes: what the decoder reads in addition to z, for each of its heads.
  func traversal(
    from generator: Generator, code: [Float], classes: [[Float]], dimensions: [Int],
    values: [Float]
  ) throws(ComputeError) -> Picture {
    let count = dimensions.count * values.count
    let z = dimensions.flatMap { dimension in
      values.flatMap { value in
        var changed = code
        changed[dimension] = value
        return changed
      }
    }
    let decoded = try generator.generate(
      count: count, z: z,
      classes: classes.map { one in (0..<count).flatMap { _ in one } }
    ).values
    return Self.grid(tiles(decoded), columns: values.count)
  }

  /// As many rows as there are classes in the data sets of grey images.
  private static let rowsWithoutClasses = 10

  /// The classes that are shown, at most: the first ones.
  private static let mostClasses = 50

  private static func normals(_ count: Int, seed: UInt64) -> [Float] {
    let philox = Philox(seed: seed, stream: RandomStream("picture.samples"))
    let blocks = (0..<UInt32((count + 3) / 4)).flatMap {
      philox.normals(block: $0, step: 0, as: Float.self)
    }
    return Array(blocks.prefix(count))
  }
}

/// Which rows of a data set a picture shows.
enum PictureRows {
  /// The first `wanted` of `available` rows, or, with a seed, as many drawn without replacement.
  static func choose(_ wanted: Int, of available: Int, seed: UInt64?) -> [Int] {
    let count = min(wanted, available)
    guard let seed else { return Array(0..<count) }
    let philox = Philox(seed: seed, stream: RandomStream("picture.rows"))
    let keys = philox.uniforms(count: available, step: 0)
    return Array((0..<available).sorted { (keys[$0], $0) < (keys[$1], $1) }.prefix(count))
  }
}

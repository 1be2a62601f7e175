import Compute
import Datasets
import Graphs
import Reporting
import Training

extension GreyImage {
  /// Images in rows of at most `columns`, under each row the reconstructions from z = mean.
  ///
  /// - Precondition: there is a row, and the predictor's model has a decoder.
  /// - Throws: `ComputeError`, or `DatasetError` where a file cannot be read.
  static func reconstructions(
    of images: LabelledImages, rows: [Int], by predictor: Predictor, columns: Int
  ) throws -> GreyImage {
    let x = try images.values(of: rows)
    let size = images.valuesPerImage
    let outputs = try predictor.predict(count: rows.count, outputs: ["reconstruction"]) { range in
      Array(x[range.lowerBound * size..<range.upperBound * size])
    }
    guard let decoded = outputs["reconstruction"]?.values else {
      preconditionFailure("the model has no decoder")
    }
    let shape: Shape = [images.height, images.width, images.channels]
    let columns = min(columns, rows.count)
    var tiles: [GreyImage] = []
    for start in stride(from: 0, to: rows.count, by: columns) {
      let places = start..<min(start + columns, rows.count)
      tiles += try places.map { place in
        let bytes = try images.image(rows[place])
        return tile(bytes.map { Float($0) / 255 }, shape)
      }
      // The last row may be shorter; its reconstructions still begin at the left.
      let missing = columns - places.count
      tiles += (0..<missing).map { _ in
        blank(images.width * images.channels, images.height)
      }
      tiles += places.map { tile(decoded[$0 * size..<($0 + 1) * size], shape) }
    }
    return grid(tiles, columns: columns, background: background)
  }

  /// Decoded codes z ~ N(0, I): a row for each class, with the same z in every row of a column, so that a
  /// column shows one style; without classes every image has its own z.
  ///
  /// - Precondition: at most one head is decoded.
  static func samples(
    from generator: Generator, columns: Int, seed: UInt64
  ) throws(ComputeError) -> GreyImage {
    let model = generator.model
    let heads = model.decodedHeads
    precondition(heads.count <= 1, "\(heads.count) heads do not fit on the rows of a picture")
    let rows = heads.first?.classes ?? rowsWithoutClasses
    let count = rows * columns
    let drawn = normals((heads.isEmpty ? count : columns) * model.latentShape.count, seed: seed)
    let z = heads.isEmpty ? drawn : (0..<rows).flatMap { _ in drawn }
    let classes = heads.map { head in
      (0..<count).flatMap { place in
        (0..<head.classes).map { Float($0 == place / columns ? 1 : 0) }
      }
    }
    let decoded = try generator.generate(count: count, z: z, classes: classes).values
    return grid(
      tiles(decoded, model.inputShape), columns: columns, background: background)
  }

  /// Decodes one code with one latent dimension changed at a time: a row for each dimension, a column
  /// for each value.
  ///
  /// - Parameters:
  ///   - code: the values that the other dimensions keep.
  ///   - classes: what the decoder reads in addition to z, for each of its heads.
  static func traversal(
    from generator: Generator, code: [Float], classes: [[Float]], dimensions: [Int],
    values: [Float]
  ) throws(ComputeError) -> GreyImage {
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
    return grid(
      tiles(decoded, generator.model.inputShape), columns: values.count, background: background)
  }

  private static func tiles(_ decoded: [Float], _ shape: Shape) -> [GreyImage] {
    stride(from: 0, to: decoded.count, by: shape.count).map {
      tile(decoded[$0..<$0 + shape.count], shape)
    }
  }

  /// An image [height, width, channels] with its channels side by side: a stereo pair as two eyes.
  private static func tile(_ values: some Collection<Float>, _ shape: Shape) -> GreyImage {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    let values = Array(values)
    let intensities = (0..<height * channels * width).map { place in
      let (row, column) = (place / (channels * width), place % (channels * width))
      return values[(row * width + column % width) * channels + column / width]
    }
    return GreyImage(width: channels * width, height: height, intensities: intensities)
  }

  /// The grey of the margins: neither an image's ground nor its strokes.
  private static let background: UInt8 = 128

  /// As many rows as there are classes in the data sets of grey images.
  private static let rowsWithoutClasses = 10

  private static func blank(_ width: Int, _ height: Int) -> GreyImage {
    GreyImage(
      width: width, height: height,
      pixels: Array(repeating: background, count: width * height))
  }

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

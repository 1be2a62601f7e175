import Datasets
import Evaluation
import Files
import Reporting
import Runs
import Training

/// What a model's decoder makes of every class in every style.
struct FigurePictures {
  /// The pictures, a row for each class, a column for each style.
  let picture: Picture
  /// [classes · styles] + the shape of a sample, row by row.
  private let values: NamedArray
  private let classCount: Int
  private let styleCount: Int

  /// - Throws: `RunError.usage` where the decoder reads no classes; `ComputeError`.
  init(_ run: TrainingRun) throws {
    let generator = try run.makeGenerator()
    let heads = generator.model.decodedHeads
    guard heads.count == 1 else {
      throw RunError.usage(
        setting: "model", found: "a decoder that reads \(heads.count) heads",
        expected: "one that reads z and the classes", advice: "leave family and model as they are")
    }
    let classes = heads[0].classes
    let styles = FigureStyles.codes(dimensions: generator.model.latentShape.count)
    let count = classes * styles.count
    let oneHot = (0..<count).flatMap { place in
      (0..<classes).map { Float($0 == place / styles.count ? 1 : 0) }
    }
    let decoded = try generator.generate(
      count: count, z: (0..<classes).flatMap { _ in styles.flatMap { $0 } }, classes: [oneHot])
    (classCount, styleCount) = (classes, styles.count)
    values = NamedArray("x", shape: decoded.shape.dimensions, decoded.values)
    picture = Picture.grid(
      PictureTiles(run.dataset.description).tiles(decoded.values), columns: styleCount)
  }

  /// How often a trained run sees each class in the pictures of each: [asked][seen].
  ///
  /// Two files are left in `folder`: `generated.npz`, which `continuum predict` reads with any other
  /// run too, and `judged.npz`.
  ///
  /// - Throws: `RunError`, `FileError`, `ComputeError`, `EvaluationError`.
  func seen(
    by judge: String, _ options: ExperimentOptions, workingIn folder: String,
    _ report: (RunEvent) -> Void
  ) throws -> [[Int]] {
    let (input, output) = ("\(folder)/generated.npz", "\(folder)/judged.npz")
    try NpzFile.write([values], to: input)
    var prediction = PredictionRun(.run(judge, .last), input: input, output: output)
    prediction.device = options.device
    prediction.cache = options.cache
    _ = try prediction.run(report)
    guard
      let probabilities = try NpzFile.read(output).first(where: { $0.name == "probabilities" })
    else { preconditionFailure("\(output): a prediction of family es without probabilities") }
    let predictions = try ClassPredictions(
      probabilities: probabilities.convertedToFloat32(), classCount: classCount)
    let asked = (0..<classCount).flatMap { [Int](repeating: $0, count: styleCount) }
    return predictions.confusionMatrix(asked).counts
  }
}

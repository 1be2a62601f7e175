import ArgumentParser
import Continuum

/// The options of the commands that draw pictures from a run.
struct PictureOptions: ParsableArguments {
  @Option(help: "The file to write, .png.")
  var output: String

  @Option(
    parsing: .unconditional, help: "The number of columns (default: 20, and 6 for stereo pairs).")
  var count: Int?

  /// Draws one picture and prints what it is.
  func draw(
    from trained: TrainedRunOptions, data: String? = nil, in environment: Environment,
    _ draw: (PictureRun) -> ((RunEvent) -> Void) throws -> PictureResult
  ) throws {
    var picture = PictureRun(trained.folder, output: output)
    trained.configure(&picture, in: environment)
    picture.data = data
    picture.count = count
    picture.seed = trained.compute.seed
    try trained.compute.console.print(resultOf: draw(picture)) { result in
      "\(result.output): \(result.data), \(result.width) × \(result.height) pixels, "
        + "checkpoint \(result.checkpoint) of step \(result.step)"
    }
  }
}

import ArgumentParser
import Continuum

/// The options of the commands that draw pictures from a run.
struct PictureOptions: ParsableArguments {
  @Option(help: "The PNG file to write.")
  var output: String

  @Option(help: "The checkpoint; best is there if the run had a validationShare.")
  var checkpoint = CheckpointStore.Link.last

  @Option(
    parsing: .unconditional, help: "The number of columns (default: 20, and 6 for stereo pairs).")
  var count: Int?

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  /// Draws one picture and prints what it is.
  func draw(
    _ run: String, data: String?, compute: ComputeOptions, in environment: Environment,
    _ draw: (PictureRun, (RunEvent) -> Void) throws -> PictureResult
  ) throws {
    let console = Console(isJSON: compute.json)
    let display = ProgressDisplay(console)
    var picture = PictureRun(run, output: output)
    picture.data = data
    picture.checkpoint = checkpoint
    picture.count = count
    picture.device = compute.device
    picture.cache = environment.cache
    picture.precision = precision.value()
    picture.seed = compute.seed
    let result = try draw(picture, display.show)
    try console.print(
      result,
      text: "\(result.output): \(result.data), \(result.width) × \(result.height) pixels, "
        + "checkpoint \(result.checkpoint) of step \(result.step)")
  }
}

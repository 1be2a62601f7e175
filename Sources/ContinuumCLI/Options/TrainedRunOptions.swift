import ArgumentParser
import Continuum

/// The options of the commands that use a trained run.
struct TrainedRunOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String

  @Option(help: "The checkpoint; best is there if the run had a validationShare.")
  var checkpoint = CheckpointStore.Link.last

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  /// Sets what all uses of a run have in common.
  func configure(_ use: inout some TrainedRunUse, in environment: Environment) {
    use.checkpoint = checkpoint
    use.device = compute.device
    use.precision = precision.value()
    use.cache = environment.cache
  }
}

/// A use of a trained run: a checkpoint on a device.
protocol TrainedRunUse {
  var checkpoint: CheckpointStore.Link { get set }
  var device: String? { get set }
  var precision: DeviceTraits.Precision? { get set }
  var cache: CacheDirectory { get set }
}

extension DisentanglementRun: TrainedRunUse {}
extension EvaluationRun: TrainedRunUse {}
extension PictureRun: TrainedRunUse {}
extension RunReport: TrainedRunUse {}
extension ScoreRun: TrainedRunUse {}
extension SuggestionRun: TrainedRunUse {}

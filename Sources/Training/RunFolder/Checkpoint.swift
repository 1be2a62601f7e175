public import Datasets
import Files
public import Graphs

/// A complete checkpoint on disk; its state is in memory, its tensors are still in their files.
///
/// A folder `step-N` with `model.safetensors`, `optimizer.safetensors` and `state.json`.
public struct Checkpoint: Sendable {
  /// Everything but the tensors that a run needs to go on bit for bit.
  public struct State: Codable, Sendable, Equatable {
    /// The number of steps done.
    public var step: Int
    /// The epoch that the next step belongs to, from 1.
    public var epoch: Int
    /// The seed of the trainer.
    public var seed: UInt64
    /// The position of the sampler.
    public var position: BatchSampler.Position
    /// The metric of the best checkpoint so far; nil before the first.
    public var bestMetric: Double?
    /// The losses of the steps of the current epoch, so that its row in `metrics.csv` is the same
    /// whether or not the run was interrupted.
    public var losses: LossSums
    /// How long the run has gone without getting better; nil where it does not stop for that.
    public var patience: Patience?
    /// The tuning choices that the run was started with.
    public var tuning: TuningRecord

    public init(
      step: Int, epoch: Int, seed: UInt64, position: BatchSampler.Position,
      bestMetric: Double? = nil, losses: LossSums = LossSums(),
      patience: Patience? = nil, tuning: TuningRecord = TuningRecord()
    ) {
      self.step = step
      self.epoch = epoch
      self.seed = seed
      self.position = position
      self.bestMetric = bestMetric
      self.losses = losses
      self.patience = patience
      self.tuning = tuning
    }
  }

  /// The names of the files in the folder.
  package enum File {
    package static let model = "model.safetensors"
    package static let optimizer = "optimizer.safetensors"
    package static let state = "state.json"
    static let all = [model, optimizer, state]
  }

  /// The version of the folder's format that this program writes and reads.
  static let formatVersion = 1

  /// The folder, for example `run/checkpoints/step-8`.
  public let path: String
  public let state: State

  /// Reads the state of a checkpoint and checks it.
  ///
  /// - Throws: `RunError` of kind `notFound`, `badData` or `inputOutput`.
  init(at path: String) throws(RunError) {
    let file = path + "/" + File.state
    try FormatVersion.check(file, is: Self.formatVersion)
    let state = try RunError.files { () throws(FileError) in
      try JSONFile.read(State.self, from: file)
    }
    try state.check(file)
    self.path = path
    self.state = state
  }

  /// Sets model, optimiser and step count of a trainer to those of the checkpoint.
  ///
  /// Every tensor must be there, none may be extra, and shapes must agree; all of it is checked
  /// before the first variable changes.
  ///
  /// - Throws: `RunError` of kind `usage` where the seeds differ, `badData` with the tensor's name,
  ///   `notFound`, `inputOutput` or `device`.
  public func restore(into trainer: Trainer) throws(RunError) {
    guard state.seed == trainer.seed else {
      throw .usage(
        setting: "seed", found: "\(trainer.seed)",
        expected: "\(state.seed), the seed of \(path)", advice: "resume with the run's own seed")
    }
    let model = try VariableFile(at: path + "/" + File.model)
      .values(of: trainer.variables.ofModel)
    let optimizer = try VariableFile(at: path + "/" + File.optimizer)
      .values(of: trainer.variables.ofOptimizer)
    try trainer.executor.set(model + optimizer)
    trainer.resume(at: state.step)
  }

  /// Writes the three files into a folder, calling `written` after each.
  static func write(
    _ state: State, of trainer: Trainer, to folder: String, on fileSystem: FileSystem,
    written: (_ file: String) throws(RunError) -> Void
  ) throws(RunError) {
    let variables = trainer.variables
    try VariableFile.write(
      variables.ofModel, of: trainer.executor, to: folder + "/" + File.model, on: fileSystem)
    try written(File.model)
    try VariableFile.write(
      variables.ofOptimizer, of: trainer.executor, to: folder + "/" + File.optimizer,
      on: fileSystem)
    try written(File.optimizer)
    try RunError.files { () throws(FileError) in
      try JSONFile.write(
        VersionedState(state: state), to: folder + "/" + File.state, on: fileSystem)
    }
    try written(File.state)
  }
}

/// A state with the version of its format among its own keys.
private struct VersionedState: Encodable {
  let state: Checkpoint.State

  func encode(to encoder: any Encoder) throws {
    try state.encode(to: encoder)
    try FormatVersion(format: Checkpoint.formatVersion).encode(to: encoder)
  }
}

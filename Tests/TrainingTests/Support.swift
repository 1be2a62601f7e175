import Compute
import Datasets
import Execution
import Foundation
import Graphs
import Models
import Testing
import Training

/// A folder that exists while `body` runs.
func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("continuum-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try await body(folder.path)
}

/// The names in a folder, sorted.
func names(_ folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

func text(_ path: String) throws -> String {
  try String(contentsOfFile: path, encoding: .utf8)
}

func write(_ text: String, _ path: String) throws {
  try text.write(toFile: path, atomically: false, encoding: .utf8)
}

func target(_ link: String) throws -> String {
  try FileManager.default.destinationOfSymbolicLink(atPath: link)
}

/// The error that `body` throws.
func failure(_ body: () throws -> Void) -> RunError? {
  do {
    try body()
    return nil
  } catch {
    return error as? RunError
  }
}

/// What tests on an OpenCL device share.
enum TestDevice {
  static let skipNote: Comment = "there is no OpenCL device here"

  /// Whether there is an OpenCL device; where asking fails, the tests run and show the error.
  static var isAvailable: Bool {
    do { return try !Devices.all().isEmpty } catch { return true }
  }

  static func first() throws -> Device { try #require(try Devices.all().first) }
}

/// Forty random images with ten classes, the first twenty labelled.
enum Synthetic {
  static let images: LabelledImages = {
    let philox = Philox(seed: 7, stream: RandomStream("images"))
    let pixels = (0..<40 * 784).map { UInt8(255 * philox.uniform(element: $0, step: 0)) }
    let digit = LabelColumn(
      name: "digit", classCount: 10, values: (0..<40).map { UInt8($0 % 10) })
    return LabelledImages(images: pixels, height: 28, width: 28, channels: 1, factors: [digit])
  }()

  static func batches(seed: UInt64 = 3) throws -> SampleBatches {
    SampleBatches(
      images,
      sampler: try BatchSampler(
        rowCount: 40, labelled: Array(0..<20), unlabelled: Array(20..<40), batchSize: 4,
        mode: .semiSupervised, seed: seed))
  }
}

/// A narrow `dense` model on the host.
func makeTrainer(
  _ family: SemiSupervisedVAE.Family = .ss, units: Int = 6, seed: UInt64 = 3,
  momentum: Float = 0
) throws -> Trainer {
  let model = SemiSupervisedVAE.dense(family, units: units, objective: Objective())
  let plan = TrainingPlan(
    model, batchSize: 4, optimizer: RMSprop(learningRate: 1e-3, momentum: momentum))
  return try Trainer(plan, on: HostExecutor(), seed: seed)
}

/// The bits of every variable.
func bits(_ trainer: Trainer) throws -> [String: [UInt32]] {
  try trainer.variables.reduce(into: [:]) { result, variable in
    result[variable.name] = try trainer.executor.value(of: variable).values.map(\.bitPattern)
  }
}

/// The state of a trainer whose batches have not begun.
func state(_ trainer: Trainer, bestMetric: Double? = nil) throws -> Checkpoint.State {
  Checkpoint.State(
    step: trainer.step, epoch: 1, seed: trainer.seed, position: try Synthetic.batches().position,
    bestMetric: bestMetric)
}

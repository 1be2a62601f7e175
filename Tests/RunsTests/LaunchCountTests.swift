import Graphs
import Operations
import Runs
import Testing
import Training

/// The launches of a training step of each model, without tuning records. Each costs a few microseconds,
/// which a small model's step consists of.
@Suite struct LaunchCountTests {
  /// A CPU of two cores, and a GPU of 132 units that accepts as many arguments as NVIDIA's.
  private static func device(
    _ family: DeviceTraits.Family, _ precision: DeviceTraits.Precision
  ) -> DeviceTraits {
    guard family == .gpu else { return DeviceTraits(family: .cpu) }
    var device = DeviceTraits(
      family: .gpu, computeUnits: 132, maximumWorkGroupSize: 1024, localMemoryBytes: 49_152,
      precision: precision)
    device.maximumArgumentBytes = 4_352
    return device
  }

  /// Model and batch; launches on the CPU, and on the GPU in float32, in tf32 and in half precision.
  private static let table = """
    dense  128  0  0  0  0
    cnn     64  0  0  0  0
    rnn     64  0  0  0  0
    norb    64  0  0  0  0
    norb   256  0  0  0  0
    """

  @Test(arguments: table.split(separator: "\n").map(String.init))
  func stepsTakeThoseOfTheTable(_ row: String) throws {
    let words = row.split(separator: " ").map(String.init)
    let model = try #require(ModelName(rawValue: words[0]))
    var settings = Settings(model.dataset, data: "/data", model: model)
    settings.batchSize = try #require(Int(words[1]))
    var counts: [String] = []
    for (family, precision) in [
      (DeviceTraits.Family.cpu, DeviceTraits.Precision.float32), (.gpu, .float32), (.gpu, .tf32),
      (.gpu, .half),
    ] {
      settings.precision = precision
      let device = Self.device(family, precision)
      let graph = try settings.makeTrainingPlan().graph.fused(for: device)
      let plan = try Plan(graph, for: device)
      counts.append("\(plan.launchCount)")
    }
    #expect(counts == Array(words.dropFirst(2)), "\(row)")
  }
}

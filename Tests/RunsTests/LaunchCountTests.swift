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

  /// Model and batch; the most launches on the CPU, and on the GPU in float32.
  private static let table = """
    dense  128   25   30
    cnn     64   99   92
    rnn     64   43   54
    norb    64  119  105
    norb   256  123  105
    """

  @Test(arguments: table.split(separator: "\n").map(String.init))
  func stepsTakeNoMoreThanTheTable(_ row: String) throws {
    let words = row.split(separator: " ").map(String.init)
    let model = try #require(ModelName(rawValue: words[0]))
    var settings = Settings(model.dataset, data: "/data", model: model)
    settings.batchSize = try #require(Int(words[1]))
    for (index, family) in [DeviceTraits.Family.cpu, .gpu].enumerated() {
      let device = Self.device(family, .float32)
      let graph = try settings.makeTrainingPlan().graph.fused(for: device)
      let count = try Plan(graph, for: device).launchCount
      let most = try #require(Int(words[2 + index]))
      #expect(count <= most, "\(row): \(count) launches, \(family)")
    }
  }
}

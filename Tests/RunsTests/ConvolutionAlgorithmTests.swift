import Graphs
import Operations
import Runs
import Testing
import Training

/// The algorithm of every convolution in a training step of each model, with the default settings and
/// without tuning records. A change here is a change of speed: measure it.
@Suite struct ConvolutionAlgorithmTests {
  private static let devices = [
    DeviceTraits(family: .cpu, vectorWidth: 16), gpu(.float32), gpu(.tf32),
  ]

  private static func gpu(_ precision: DeviceTraits.Precision) -> DeviceTraits {
    DeviceTraits(
      family: .gpu, computeUnits: 132, maximumWorkGroupSize: 1024, localMemoryBytes: 49_152,
      precision: precision)
  }

  /// Layer, operation; algorithm on a CPU, on a GPU in float32, on a GPU in tf32. The other models have
  /// no convolutions.
  private static let tables: [ModelName: String] = [
    .cnn: """
    encoder.conv1    convolution                direct    direct           direct
    encoder.conv2    convolution                winograd  winograd         tensorCores
    encoder.conv3    convolution                direct    implicitProduct  tensorCores
    decoder.deconv1  convolutionInputGradient   winograd  winograd         tensorCores
    decoder.deconv2  convolutionInputGradient   winograd  winograd         tensorCores
    decoder.deconv3  convolutionInputGradient   direct    implicitProduct  tensorCores
    decoder.output   convolutionInputGradient   direct    direct           direct
    decoder.output′  convolution                direct    direct           direct
    decoder.deconv3′ convolution                direct    implicitProduct  tensorCores
    decoder.deconv2′ convolution                winograd  winograd         tensorCores
    decoder.deconv1′ convolution                winograd  winograd         tensorCores
    decoder.deconv1′ convolutionFilterGradient  winograd  implicitProduct  tensorCores
    decoder.deconv2′ convolutionFilterGradient  winograd  implicitProduct  tensorCores
    decoder.deconv3′ convolutionFilterGradient  direct    implicitProduct  tensorCores
    decoder.output′  convolutionFilterGradient  direct    implicitProduct  implicitProduct
    encoder.conv3′   convolutionInputGradient   direct    implicitProduct  tensorCores
    encoder.conv2′   convolutionInputGradient   winograd  winograd         tensorCores
    encoder.conv1′   convolutionFilterGradient  direct    implicitProduct  implicitProduct
    encoder.conv2′   convolutionFilterGradient  winograd  implicitProduct  tensorCores
    encoder.conv3′   convolutionFilterGradient  direct    implicitProduct  tensorCores
    """,
    .norb: """
    encoder.conv1    convolution                winograd  direct           direct
    encoder.conv2    convolution                winograd  implicitProduct  tensorCores
    encoder.conv3    convolution                winograd  implicitProduct  tensorCores
    encoder.conv4    convolution                winograd  implicitProduct  tensorCores
    decoder.deconv1  convolutionInputGradient   winograd  implicitProduct  tensorCores
    decoder.deconv2  convolutionInputGradient   winograd  implicitProduct  tensorCores
    decoder.deconv3  convolutionInputGradient   winograd  implicitProduct  tensorCores
    decoder.deconv4  convolutionInputGradient   winograd  implicitProduct  tensorCores
    decoder.output   convolutionInputGradient   direct    direct           direct
    decoder.output′  convolution                direct    direct           direct
    decoder.deconv4′ convolution                winograd  implicitProduct  tensorCores
    decoder.deconv3′ convolution                winograd  implicitProduct  tensorCores
    decoder.deconv2′ convolution                winograd  implicitProduct  tensorCores
    decoder.deconv1′ convolution                winograd  implicitProduct  tensorCores
    decoder.deconv1′ convolutionFilterGradient  winograd  implicitProduct  tensorCores
    decoder.deconv2′ convolutionFilterGradient  winograd  implicitProduct  tensorCores
    decoder.deconv3′ convolutionFilterGradient  winograd  implicitProduct  tensorCores
    decoder.deconv4′ convolutionFilterGradient  winograd  implicitProduct  tensorCores
    decoder.output′  convolutionFilterGradient  direct    implicitProduct  implicitProduct
    encoder.conv4′   convolutionInputGradient   winograd  implicitProduct  tensorCores
    encoder.conv3′   convolutionInputGradient   winograd  implicitProduct  tensorCores
    encoder.conv2′   convolutionInputGradient   winograd  implicitProduct  tensorCores
    encoder.conv1′   convolutionFilterGradient  direct    implicitProduct  implicitProduct
    encoder.conv2′   convolutionFilterGradient  winograd  implicitProduct  tensorCores
    encoder.conv3′   convolutionFilterGradient  winograd  implicitProduct  tensorCores
    encoder.conv4′   convolutionFilterGradient  winograd  implicitProduct  tensorCores
    """,
  ]

  /// The lines of a model. Those of `resnext` are those of `cnn`'s first layer and decoder, and of the six
  /// blocks; every other block has a projection.
  private static func lines(_ model: ModelName) -> [Substring] {
    let lines = (tables[model == .resnext ? .cnn : model] ?? "").split(separator: "\n")
    guard model == .resnext else { return lines }
    let pointwise = "direct implicitProduct tensorCores"
    let blocks = (1...6).flatMap { block -> [Substring] in
      let layers = [
        ("conv1", pointwise), ("conv2", "grouped grouped grouped"), ("conv3", pointwise),
        ("shortcut.conv1", pointwise),
      ]
      return layers.prefix(block.isMultiple(of: 2) ? 3 : 4).flatMap { layer, algorithms in
        [
          "\(layer) convolution", "\(layer)′ convolutionInputGradient",
          "\(layer)′ convolutionFilterGradient",
        ].map { Substring("encoder.block\(block).\($0) \(algorithms)") }
      }
    }
    return lines.filter { $0.hasPrefix("decoder.") || $0.hasPrefix("encoder.conv1") } + blocks
  }

  /// Layer and operation, with the algorithms of the step's convolutions on each device.
  private func algorithms(_ model: ModelName) throws -> [String: [String]] {
    let graph = try Settings(model.dataset, data: "/data", model: model).makeTrainingPlan().graph
    var algorithms: [String: [String]] = [:]
    for device in Self.devices {
      let plan = try Plan(graph.fused(for: device), for: device)
      for step in plan.steps where step.operation.name.hasPrefix("convolution") {
        let name = try #require(step.algorithm?.name, "\(step.label)")
        algorithms["\(step.label) \(step.operation.name)", default: []].append(name)
      }
    }
    return algorithms
  }

  @Test(arguments: ModelName.allCases)
  func modelsUseThoseOfTheTable(_ model: ModelName) throws {
    var expected: [String: [String]] = [:]
    for line in Self.lines(model) {
      let words = line.split(separator: " ").map(String.init)
      expected["\(words[0]) \(words[1])"] = Array(words[2...])
    }
    let found = try algorithms(model)
    #expect(Set(found.keys) == Set(expected.keys))
    for (convolution, names) in expected { #expect(found[convolution] == names, "\(convolution)") }
  }

  /// What was passed over is said in words, in the order of the list.
  @Test func plansSayWhyOthersWerePassedOver() throws {
    let graph = try Settings(.mnist, data: "/data", model: .cnn).makeTrainingPlan().graph
    let device = Self.gpu(.float32)
    let plan = try Plan(graph.fused(for: device), for: device)
    let step = try #require(
      plan.steps.first {
        $0.label == "encoder.conv3" && $0.operation.name == "convolution"
      })
    let choice = try #require(step.algorithm)
    #expect(choice.name == "implicitProduct")
    // Others may stand between them.
    let known = ["tensorCores", "winograd", "direct"]
    #expect(choice.passedOver.map(\.name).filter(known.contains) == known)
    #expect(choice.passedOver.allSatisfy { !$0.reason.isEmpty })
    let plain = plan.description.split(separator: "\n")
    let explained = plan.description(explained: true).split(separator: "\n")
    #expect(plain.contains { $0.contains("  implicitProduct: convolutionTiled[") })
    #expect(explained.contains("  not by tensorCores: precision float32, needs tf32"))
    #expect(explained.count > plain.count && explained.last == plain.last)
  }
}

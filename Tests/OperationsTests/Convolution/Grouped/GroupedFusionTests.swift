import Graphs
import Operations
import TestScheduling
import Testing

/// Grouped convolutions with what fusion makes of their neighbours.
@Suite("Fusion with grouped convolutions", .ownProcess)
struct GroupedFusionTests {
  /// Residual blocks as graphs, with values for their inputs.
  private struct Blocks {
    private var random = TestRandom(seed: 41)
    private(set) var inputs: [String: HostTensor<Double>] = [:]
    private(set) var leaves: [Tensor] = []

    mutating func leaf(_ shape: Shape, in range: ClosedRange<Double> = -1...1) -> Tensor {
      let tensor = Tensor.input("input\(leaves.count)", TensorSpec(shape))
      inputs["input\(leaves.count)"] = random.tensor(shape, in: range)
      leaves.append(tensor)
      return tensor
    }

    private mutating func normalized(
      _ x: Tensor, _ channels: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
      activation: Activation = .identity
    ) -> Tensor {
      let weights = leaf([kernel, kernel, x.shape.last / groups, channels], in: -0.5...0.5)
      let y = Convolution(stride: stride, groups: groups)(x, weights)
      let (gamma, beta) = (leaf([channels], in: 0.5...1.5), leaf([channels], in: 0.2...0.8))
      return BatchNormalization(activation: activation)(y, gamma, beta)
    }

    /// A block that ends in `channels` channels, with half as many inside; the shortcut is x if shapes
    /// agree.
    mutating func block(_ x: Tensor, _ channels: Int, groups: Int, stride: Int) -> Tensor {
      let inner = channels / 2
      let reduced = normalized(x, inner, kernel: 1, activation: .relu)
      let grouped = normalized(
        reduced, inner, kernel: 3, stride: stride, groups: groups, activation: .relu)
      let expanded = normalized(grouped, channels, kernel: 1)
      let shortcut =
        expanded.shape == x.shape ? x : normalized(x, channels, kernel: 1, stride: stride)
      return Activate(.relu)(expanded + shortcut)
    }
  }

  /// The results and the gradients of two blocks are those of the unfused graph, in both families. A GPU
  /// normalises the operands of convolutions as it loads them: passes remain where sums read the result.
  @Test(arguments: [(16, 2), (64, 8), (24, 3)])
  func blocksMatchTheUnfusedGraph(channels: Int, groups: Int) throws {
    var blocks = Blocks()
    let x = blocks.leaf([3, 7, 5, 10])
    let first = blocks.block(x, channels, groups: groups, stride: 2)
    let y = blocks.block(first, channels, groups: groups, stride: 1)
    let leaves = blocks.leaves
    let gradients = Gradients(of: Reduction(.sum)(y * blocks.leaf(y.shape)))
    let wanted = [y] + (try leaves.map { try #require(gradients[$0]) })
    guard TestLimit.allows(blocks.inputs) else { return }
    let single = blocks.inputs.mapValues { $0.converted(to: Float.self) }
    let oracle = evaluate(wanted, inputs: single.mapValues { $0.converted(to: Double.self) })
    for target in TestTarget.all {
      let fused = Graph(of: wanted).fused(for: DeviceTraits(family: target.family))
      let passes = fused.operationNames.filter { $0 == "normalize" }.count
      #expect(passes == (target.family == .gpu ? 3 : 7))
      #expect(!fused.operationNames.contains("batchNormalization"))
      let actual = try run(fused.outputs.map(\.tensor), inputs: single, on: target)
      for (index, expected) in oracle.enumerated() {
        let distance = relativeDistance(actual[index], expected)
        #expect(distance <= 1e-4, "output \(index) on \(target.testDescription): \(distance)")
      }
    }
  }

  /// In inference the normalisation goes into weights and bias.
  @Test func normalisedWeightsKeepTheGroups() throws {
    var blocks = Blocks()
    let channels = (0..<4).map { blocks.leaf([32], in: $0 == 3 ? 0.5...1.5 : -1...1) }
    let x = blocks.leaf([4, 9, 11, 32])
    let weights = blocks.leaf([3, 3, 4, 32])
    let y = Normalize(activation: .relu).all(
      [Convolution(groups: 8)(x, weights)] + channels)[0]
    let fused = Graph(of: [y]).fused()
    #expect(fused.operationNames.last == "convolution")
    let host = evaluate(fused.outputs.map(\.tensor), inputs: blocks.inputs)[0]
    let oracle = evaluate([y], inputs: blocks.inputs)[0]
    #expect(relativeDistance(host.converted(to: Float.self), oracle) < 1e-6)
  }

  /// Groups of 4, which the filter gradient loads as float4, and of 3.
  @Test(arguments: [0, 9])
  func halfStorageMatchesOracle(index: Int) throws {
    let one = ConvolutionCase.grouped[index]
    var random = TestRandom(seed: 42)
    for direction in ConvolutionCase.Direction.allCases {
      let operation = try #require(one.operation(direction) as? any HalfStorable)
      try expectHalfKernelsMatchOracle(
        operation, inputs: one.operands(direction).map { random.tensor($0, in: -0.5...0.5) })
    }
  }
}

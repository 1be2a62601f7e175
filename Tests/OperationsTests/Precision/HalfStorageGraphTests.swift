import Execution
import Graphs
import Operations
import Testing

/// Graphs with half precision storage: a device rounds where the host does.
@Suite("Graphs in half precision")
struct HalfStorageGraphTests {
  /// Random values for the leaves of a graph.
  private struct Leaves {
    var random = TestRandom(seed: 9)
    private(set) var feed: [String: HostTensor<Float>] = [:]

    mutating func leaf(
      _ name: String, _ shape: Shape, in range: ClosedRange<Double> = -0.5...0.5
    ) -> Tensor {
      let value = random.tensor(shape, in: range).converted(to: Float.self)
      feed[name] = value
      return .input(name, value.spec)
    }
  }

  /// Compares a fused graph on the device with the same plan on the host.
  ///
  /// - Parameter halves: how many tensors are stored in half precision.
  private func expectRoundedAlike(
    _ graph: Graph, _ feed: [String: HostTensor<Float>], halves: Int, tolerance: Double
  ) throws {
    for target in TestTarget.half {
      try SharedExecutors.shared.use(target) { executor, poison in
        let plan = try Plan(graph, for: executor.traits)
        #expect(plan.values.count { $0.spec.elementType == .float16 } == halves)
        #expect(try plan.flops == Plan(graph, for: DeviceTraits(family: .gpu)).flops)
        let loaded = try executor.load(plan)
        defer { executor.unload(loaded) }
        try poison.fill(executor)
        try executor.run(loaded, inputs: feed)
        let host = HostExecutor()
        let onHost = try host.load(plan)
        try host.run(onHost, inputs: feed)
        for name in graph.outputs.map(\.name) {
          let distance = relativeDistance(
            try executor.read(name, of: loaded),
            try host.read(name, of: onHost).converted(to: Double.self))
          #expect(distance <= tolerance, "\(name): \(distance)")
        }
      }
    }
  }

  /// Convolutions with moments, a reshape and a product. Both convolutions' results are stored in half
  /// precision, the tensor between them, and the reshaped matrix.
  @Test func aGraphIsRoundedAlikeOnTheHost() throws {
    var leaves = Leaves()
    let first = Convolution()(leaves.leaf("x", [4, 8, 8, 3]), leaves.leaf("w1", [3, 3, 3, 8]))
    let normalized = BatchNormalization().all([
      first, leaves.leaf("gamma", [8], in: 0.5...1.5), leaves.leaf("beta", [8]),
    ])
    let second = Convolution(stride: 2)(
      Activate(.relu)(normalized[0]), leaves.leaf("w2", [3, 3, 8, 8]))
    let y = MatrixProduct()(Reshape(to: [4, 128])(second), leaves.leaf("w3", [128, 5]))
    let graph = Graph(outputs: [.init("y", y), .init("mean", normalized[1])]).fused()
    try expectRoundedAlike(graph, leaves.feed, halves: 4, tolerance: 2 * halfTolerance)
  }

  /// Convolutions with batch normalisation between them, and their gradients. Stored in half precision are
  /// the results of the first two, and the gradients before and after each normalisation; normalised
  /// tensors are not stored. The sums of a gradient are computed before it is rounded, on a device as on
  /// the host.
  @Test func gradientsAreRoundedAlikeOnTheHost() throws {
    var leaves = Leaves()
    let kernels = [
      leaves.leaf("w1", [3, 3, 3, 8]), leaves.leaf("w2", [3, 3, 8, 12]),
      leaves.leaf("w3", [3, 3, 12, 2]),
    ]
    var y = leaves.leaf("x", [4, 8, 7, 3])
    for (index, kernel) in kernels.enumerated() {
      y = Convolution(stride: index == 1 ? 2 : 1)(y, kernel)
      guard index < 2 else { break }
      y = BatchNormalization(activation: .relu)(
        y, leaves.leaf("gamma\(index)", [y.shape.last], in: 0.5...1.5),
        leaves.leaf("beta\(index)", [y.shape.last]))
    }
    let loss = KLDivergence()(y, leaves.leaf("logVariance", y.shape))
    let gradients = Gradients(of: loss)
    let outputs = try kernels.enumerated().map { index, kernel in
      Graph.Output("gradient\(index)", try #require(gradients[kernel]))
    }
    let graph = Graph(outputs: outputs).fused(for: DeviceTraits(family: .gpu, precision: .half))
    let names = graph.operationNames
    #expect(names.count { $0 == "batchNormalizationInputGradient" } == 2)
    #expect(Set(names).isDisjoint(with: ["normalize", "batchNormalizationGradient"]))
    try expectRoundedAlike(graph, leaves.feed, halves: 6, tolerance: 4 * halfTolerance)
  }
}

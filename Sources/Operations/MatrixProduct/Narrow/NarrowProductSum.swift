import Basics
import Graphs
import Kernels

/// The sum of several products with a short K, in one launch: the gradient with respect to features that
/// several layers of few units read. The fusion pass creates it.
///
/// Inputs: A [M, K] and B [N, K] of each product, each with its own K; the gate [M, N] where `gate` is
/// set. Output: Σ A·Bᵀ, [M, N], times the derivative of the activation `gate` whose output is the gate.
struct NarrowProductSum: NonDifferentiable, Hashable {
  /// The most products whose tensors fit into a kernel's arguments, and the most K of all together.
  private static let mostProducts = 8
  private static let mostDepth = 128

  let count: Int
  let gate: Activation?

  init(count: Int, gate: Activation? = nil) {
    self.count = count
    self.gate = gate
  }

  var name: String { "narrowProductSum" }

  private static let single = MatrixProduct(transposeSecond: true)

  /// Whether a product with A of this shape can be added to those with inputs `inputs`.
  func admits(_ a: TensorSpec, to inputs: [TensorSpec]) -> Bool {
    let depth = (0..<count).reduce(a.shape.last) { $0 + inputs[2 * $1].shape.last }
    return count < Self.mostProducts && depth <= Self.mostDepth && gate == nil
  }

  /// The sum of one product, or of those of `producer`, and of a reader that adds it to its own, with the
  /// reader's gate.
  static func adding<Producer>(
    _ neighbours: Neighbours<Producer, MatrixProduct>, to count: Int
  ) -> Fused {
    let gate = neighbours.reader.gate
    return neighbours.fused(
      NarrowProductSum(count: count + 1, gate: gate), reading: [0, 1] + (gate == nil ? [] : [3]))
  }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard count > 0, inputs.count == 2 * count + (gate == nil ? 0 : 1) else {
      throw ShapeError(
        name, inputs,
        expected: "A and B of \(count) products" + (gate == nil ? "" : " and a gate"))
    }
    let results = try (0..<count).map { index throws(ShapeError) in
      try Self.single.outputs(Array(inputs[2 * index..<2 * index + 2]))[0]
    }
    guard (results + inputs[(2 * count)...]).allSatisfy({ $0 == results[0] }) else {
      throw ShapeError(name, inputs, expected: "products and gate of one shape")
    }
    return [results[0]]
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let columns = (0..<count).map { inputs[2 * $0].shape.last }
    let (m, n, depth) = (inputs[0].shape[0], inputs[1].shape[0], columns.reduce(0, +))
    let arguments: [KernelLaunch.Argument] =
      columns.enumerated().flatMap { index, columns -> [KernelLaunch.Argument] in
        [.input(2 * index), .input(2 * index + 1), .int(Int32(columns))]
      } + [.input(gate == nil ? 0 : 2 * count), .output(0), .int(Int32(m)), .int(Int32(n))]
    let constants = MultiTensorLaunch.constants(tensors: count).merging([
      "DEPTH": depth, "HAS_GATE": gate == nil ? 0 : 1, "ACTIVATION": (gate ?? .identity).rawValue,
    ]) { $1 }
    switch device.family {
    case .cpu: return Self.cpu(m, n, arguments, constants, for: device)
    case .gpu: return Self.gpu(m, n, depth, arguments, constants, for: device)
    }
  }

  /// Work-items divide the columns; where the rows are many, the rows instead, so that each packs a B
  /// that is small beside its work.
  private static func cpu(
    _ m: Int, _ n: Int, _ arguments: [KernelLaunch.Argument], _ constants: [String: Int],
    for device: DeviceTraits
  ) -> Lowering {
    let tileRows = device.vectorWidth >= 16 ? 12 : min(6, device.vectorWidth)
    let vectors = n.dividedRoundingUp(by: device.vectorWidth)
    let rowTiles = m.dividedRoundingUp(by: tileRows)
    let units = device.computeUnits
    let isTall = rowTiles >= 8 * units
    let chunk = min(8, isTall ? vectors : vectors.dividedRoundingUp(by: 2 * units))
    let across = vectors.dividedRoundingUp(by: chunk)
    let down = min(rowTiles, ((isTall ? 4 : 2) * units).dividedRoundingUp(by: across))
    let itemRows = tileRows * rowTiles.dividedRoundingUp(by: down)
    let own = ["TILE_ROWS": tileRows, "CHUNK": chunk]
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(
            .matrixProductNarrowSum, "matrixProductNarrowSum",
            constants: constants.merging(own) { $1 }),
          arguments + [.int(Int32(chunk)), .int(Int32(itemRows))],
          global: [across, m.dividedRoundingUp(by: itemRows)], local: [1, 1]))
    ])
  }

  private static func gpu(
    _ m: Int, _ n: Int, _ depth: Int, _ arguments: [KernelLaunch.Argument],
    _ constants: [String: Int], for device: DeviceTraits
  ) -> Lowering {
    var (rows, columns) = (16, 32)
    func bytes() -> Int { 4 * depth * (rows + columns + 1) }
    while rows > 1, bytes() > device.localMemoryBytes { rows /= 2 }
    while columns > 1, bytes() > device.localMemoryBytes { columns /= 2 }
    let group = device.treeGroup
    columns = min(columns, group)
    let items = min(group, rows * columns)
    let own = ["TILE_ROWS": rows, "TILE_COLUMNS": columns, "ITEMS": items]
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(
            .matrixProductNarrowSumGPU, "matrixProductNarrowSumGPU",
            constants: constants.merging(own) { $1 }),
          arguments,
          global: [m.dividedRoundingUp(by: rows) * items, n.dividedRoundingUp(by: columns)],
          local: [items, 1]))
    ])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    var sum = Self.single.evaluate(Array(inputs[0..<2]))[0].values
    let shape = Shape([inputs[0].shape[0], inputs[1].shape[0]])
    for index in 1..<max(count, 1) {
      let product = Self.single.evaluate(Array(inputs[2 * index..<2 * index + 2]))[0].values
      for at in sum.indices { sum[at] += product[at] }
    }
    if let gate {
      let outputs = inputs[2 * count].values
      for at in sum.indices { sum[at] *= gate.derivative(atOutput: outputs[at]) }
    }
    return [HostTensor(sum, shape: shape)]
  }

  func flops(_ inputs: [TensorSpec]) -> Int {
    (0..<count).reduce(0) { $0 + Self.single.flops(Array(inputs[2 * $1..<2 * $1 + 2])) }
  }
}

import Basics
import Graphs
import Kernels

/// How the CPU family computes Aᵀ·B for a large K and a small C, and with it the sums of B's columns:
/// the parameter gradients of a dense layer that is applied to every step of a batch of sequences.
struct MatrixProductLargeK: Algorithm {
  static let name = "largeK"
  static let supported: Set<MatrixProductProblem.Need> = []

  private let device: DeviceTraits
  private let extents: GEMMExtents
  /// Whether A is read as vectors and B as scalars.
  private let isSwapped: Bool
  private let withColumnSums: Bool
  private let tileRows: Int
  /// Work-items among which the vectors of a row are divided.
  private let vectorChunks: Int
  private let kPerSplit: Int

  /// The length of K that is packed at a time, the most scalars in a packed row, and the most bytes of
  /// accumulators in private memory.
  static let kBlock = 64
  private static let panel = 64
  private static let accumulatorBytes = 1 << 16
  static let leastK = 1024

  /// The scalars of a register tile.
  static func tileRows(width: Int) -> Int { width >= 16 ? 8 : 4 }

  /// What a choice of scalars and vectors asks of the cores.
  private struct Work {
    /// Register tiles that hold all scalars.
    let tiles: Int
    /// Whether the cores divide the vectors of a row, else they split K.
    let dividesVectors: Bool
    /// Work-items for one split of K, and the vectors of a row that each of them has.
    let vectorChunks: Int
    let vectors: Int

    var cost: Int { tiles * vectors * vectorChunks }

    /// The cores divide the vectors, without partial sums, where each has enough of them and about
    /// equally many, or one tile holds all scalars: a few percent slower than a split K, and a launch
    /// less. With fewer vectors for each it took a quarter longer.
    init(scalars: Int, elements: Int, tileRows: Int, width: Int, cores: Int) {
      let all = elements.dividedRoundingUp(by: width)
      let each = all.dividedRoundingUp(by: cores)
      tiles = scalars.dividedRoundingUp(by: tileRows)
      let isEven = each >= 4 && 4 * each * cores <= 5 * all
      dividesVectors = all >= cores && (isEven || scalars <= tileRows)
      vectorChunks = dividesVectors ? cores : 1
      vectors = dividesVectors ? each : all
    }
  }

  init(_ problem: MatrixProductProblem) throws(Inapplicable) {
    (device, extents) = (problem.device, problem.extents)
    withColumnSums = problem.hasColumnSums
    let (m, n, k) = (extents.m, extents.n, extents.k)
    let (width, cores) = (device.vectorWidth, device.computeUnits)
    tileRows = Self.tileRows(width: width)
    let straight = Work(scalars: m, elements: n, tileRows: tileRows, width: width, cores: cores)
    let swapped = Work(scalars: n, elements: m, tileRows: tileRows, width: width, cores: cores)
    isSwapped = n < width || (m >= width && swapped.cost < straight.cost)
    let chosen = isSwapped ? swapped : straight
    vectorChunks = chosen.vectorChunks
    // Whole blocks, no fewer than eight.
    let blocks = k.dividedRoundingUp(by: Self.kBlock)
    kPerSplit =
      Self.kBlock
      * (chosen.dividesVectors ? blocks : max(8, blocks.dividedRoundingUp(by: 2 * cores)))
    let scalars = chosen.tiles * tileRows
    guard problem.product == MatrixProduct(transposeFirst: true) else {
      throw Inapplicable("A is not transposed, B is, or there is an epilogue")
    }
    guard k >= Self.leastK else { throw Inapplicable("K is \(k), at least \(Self.leastK)") }
    guard max(m, n) >= width else { throw Inapplicable("M and N are less than \(width)") }
    guard scalars <= Self.panel,
      scalars * chosen.vectors * width * 4 <= Self.accumulatorBytes
    else {
      throw Inapplicable(
        "\(scalars) x \(chosen.vectors * width) accumulators, at most \(Self.panel) rows and "
          + "\(Self.accumulatorBytes / 4)")
    }
    try problem.requireNoChoices()
  }

  /// Inputs are A and B; outputs are C and, where asked for, the sums of B's columns.
  var lowering: Lowering {
    let splits = extents.k.dividedRoundingUp(by: kPerSplit)
    let isSplit = splits > 1
    let count = extents.m * extents.n
    let sums = withColumnSums ? extents.n : 0
    let outputs: [KernelLaunch.Argument] = [.output(0), .output(withColumnSums ? 1 : 0)]
    let constants = MatrixProductFlags.constants.merging([
      "TILE_ROWS": tileRows, "K_BLOCK": Self.kBlock, "PANEL": Self.panel,
      "ACCUMULATORS": Self.accumulatorBytes / (4 * device.vectorWidth),
      "COLUMN_SUMS": Self.accumulatorBytes / (16 * device.vectorWidth),
    ]) { $1 }
    let operands: [KernelLaunch.Argument] =
      isSwapped ? [.input(1), .input(0)] : [.input(0), .input(1)]
    var flags: MatrixProductFlags = []
    if isSwapped { flags.insert(.swapped) }
    if withColumnSums { flags.insert(.columnSums) }
    let sizes = [
      isSwapped ? extents.n : extents.m, isSwapped ? extents.m : extents.n, extents.k, kPerSplit,
      flags.rawValue, isSplit ? count + sums : 0, isSplit ? count : 0,
    ]
    let product = Launch.kernel(
      KernelLaunch(
        KernelSpecification(.matrixProductLargeK, "matrixProductLargeK", constants: constants),
        operands + (isSplit ? [.workspace(0), .workspace(0)] : outputs)
          + sizes.map { .int(Int32($0)) },
        global: [splits, vectorChunks], local: [1, 1]))
    guard isSplit else { return Lowering([product]) }
    let grid = device.elements(count + sums)
    let sum = Launch.kernel(
      KernelSpecification(.matrixProductLargeK, "matrixProductLargeKSum", constants: constants),
      [.workspace(0)] + outputs + [count, sums, splits].map { .int(Int32($0)) }, on: grid)
    return Lowering([product, sum], workspace: [4 * splits * (count + sums)])
  }
}

import Basics
import Graphs
import Kernels

/// How the CPU family computes a product of a tall A with a small B: each of a few work-items packs all
/// of B once, and A is read in place.
///
/// Such products are those of a dense layer that is applied to every step of a batch of sequences. For a
/// K so short the general kernel's packing and epilogue take longer than its multiply-adds.
struct MatrixProductTallSkinny: Algorithm {
  static let name = "tallSkinny"
  static let supported: Set<MatrixProductProblem.Need> = []

  private let product: MatrixProduct
  private let device: DeviceTraits
  private let extents: GEMMExtents
  /// Vectors in one row of a register tile.
  private let tileVectors: Int

  /// Bytes of packed B, and of the bias, that a work-item may keep.
  static let panelBytes = 1 << 16
  private static let biasBytes = 1 << 12
  static let leastRows = 1024

  init(_ problem: MatrixProductProblem) throws(Inapplicable) {
    (product, device, extents) = (problem.product, problem.device, problem.extents)
    let vectors = extents.n.dividedRoundingUp(by: device.vectorWidth)
    tileVectors = Self.tileVectors(for: vectors)
    let rowBytes = vectors.roundedUp(toMultipleOf: tileVectors) * device.vectorWidth * 4
    guard !product.transposeFirst else { throw Inapplicable("A is transposed") }
    guard extents.m >= Self.leastRows else {
      throw Inapplicable("M is \(extents.m), at least \(Self.leastRows)")
    }
    guard rowBytes * extents.k <= Self.panelBytes, rowBytes <= Self.biasBytes else {
      throw Inapplicable(
        "packed B takes \(extents.k) rows of \(rowBytes) bytes, at most \(Self.panelBytes) bytes "
          + "in rows of \(Self.biasBytes)")
    }
    try problem.requireNoChoices()
  }

  /// Two or three vectors in a row of a tile, whichever leaves less of the last tile unused; one where
  /// a row of C is no longer.
  private static func tileVectors(for vectors: Int) -> Int {
    guard vectors > 1 else { return 1 }
    let (two, three) = (
      vectors.roundedUp(toMultipleOf: 2), vectors.roundedUp(toMultipleOf: 3)
    )
    return three < two ? 3 : 2
  }

  var lowering: Lowering {
    // A multiple of all tile heights, so that only the last tile of a work-item moves back.
    let rowBlock = 24 * extents.m.dividedRoundingUp(by: 24 * 4 * device.computeUnits)
    let vectorBytes = 4 * device.vectorWidth
    let constants = product.cpuConstants(withEpilogue: true).merging([
      "PANEL": Self.panelBytes / vectorBytes, "BIAS_VECTORS": Self.biasBytes / vectorBytes,
    ]) { $1 }
    let sizes = [
      extents.m, extents.n, extents.k, tileVectors, rowBlock,
      product.cpuFlags(withEpilogue: true).rawValue,
    ]
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(
            .matrixProductTallSkinny, "matrixProductTallSkinny", constants: constants),
          product.cpuOperands + [.output(0)] + sizes.map { .int(Int32($0)) },
          global: [extents.m.dividedRoundingUp(by: rowBlock)], local: [1]))
    ])
  }
}

import Basics
import Graphs
import Kernels

/// How the CPU family computes a product of many rows with a small matrix: B packed once for each
/// of a few work-items, A read where it lies.
///
/// Such products are a dense layer's, applied to every step of a batch of sequences. The general
/// kernel's packing and its epilogue take longer than their short inner loops.
struct MatrixProductTallSkinny {
  private let product: MatrixProduct
  private let device: DeviceTraits
  private let rows: Int
  private let columns: Int
  private let depth: Int
  /// Vectors in one row of a register tile.
  private let tile: Int

  /// Bytes of packed B and of the bias that a work-item may keep.
  private static let panelBytes = 1 << 16
  private static let shiftBytes = 1 << 12

  /// Nil where the general kernel is the better one.
  init?(
    _ product: MatrixProduct, _ extents: (rows: Int, columns: Int, depth: Int),
    _ device: DeviceTraits
  ) {
    self.product = product
    self.device = device
    (rows, columns, depth) = extents
    tile = MatrixProductCPUTiling.tile(
      vectors: columns.dividedRoundingUp(by: device.vectorWidth))
    let strips = MatrixProductCPUTiling.parts(columns, tile * device.vectorWidth)
    let bytes = strips * tile * device.vectorWidth * 4
    guard !product.transposeFirst, rows >= 1024, bytes * depth <= Self.panelBytes,
      bytes <= Self.shiftBytes
    else { return nil }
  }

  var lowering: Lowering {
    let gate = product.gate == .identity ? nil : product.gate
    let activation = gate ?? product.activation
    // A multiple of the tiles' heights, so that only the last tile reaches back.
    let rowBlock = 24 * MatrixProductCPUTiling.parts(rows, 24 * 4 * device.computeUnits)
    let flags =
      (product.hasBias ? 1 : 0) + (product.activation == .identity ? 0 : 2)
      + (gate == nil ? 0 : 4) + (product.transposeSecond ? 8 : 0) + (product.hasAddend ? 16 : 0)
    // What is not asked for still needs a tensor to point to.
    let addend = product.hasBias ? 3 : 2
    let operands = [
      0, 1, product.hasBias ? 2 : 1, product.hasAddend ? addend : 1,
      gate == nil ? 1 : product.hasAddend ? addend + 1 : addend,
    ]
    let vectorBytes = 4 * device.vectorWidth
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(
            .matrixProductTallSkinny, "matrixProductTallSkinny",
            constants: [
              // The identity shares ReLU's program.
              "ACTIVATION": activation == .identity
                ? Activation.relu.rawValue : activation.rawValue,
              "PANEL": Self.panelBytes / vectorBytes, "SHIFT": Self.shiftBytes / vectorBytes,
            ]),
          operands.map { .input($0) } + [.output(0)]
            + [rows, columns, depth, tile, rowBlock, flags].map { .int(Int32($0)) },
          global: [MatrixProductCPUTiling.parts(rows, rowBlock)], local: [1]))
    ])
  }
}

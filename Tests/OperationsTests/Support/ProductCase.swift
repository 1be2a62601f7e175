import Graphs
import Operations
import Testing

/// The extents of a matrix product: M rows, N columns, and K (`depth`).
struct ProductCase: Sendable, CustomTestStringConvertible {
  let rows: Int
  let columns: Int
  let depth: Int

  init(_ rows: Int, _ columns: Int, _ depth: Int) {
    (self.rows, self.columns, self.depth) = (rows, columns, depth)
  }

  var testDescription: String { "\(rows)x\(columns)x\(depth)" }

  /// Operands of `product` with these extents.
  func inputs(for product: MatrixProduct, seed: UInt64) -> [HostTensor<Double>] {
    var random = TestRandom(seed: seed)
    var inputs = [
      random.tensor(product.transposeFirst ? [depth, rows] : [rows, depth]),
      random.tensor(product.transposeSecond ? [columns, depth] : [depth, columns]),
    ]
    if product.hasBias { inputs.append(random.tensor([columns])) }
    if product.hasAddend { inputs.append(random.tensor([rows, columns])) }
    if product.gate != nil { inputs.append(random.tensor([rows, columns], in: 0...1)) }
    return inputs
  }
}

extension Lowering {
  /// The kernels' names, in the order of the launches; empty for a product by the matrix library.
  var functions: [String] {
    launches.map {
      if case .kernel(let launch) = $0 { launch.kernel.function } else { "" }
    }
  }
}

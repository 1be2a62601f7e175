import Graphs
import Operations
import Testing

/// The extents of a matrix product to test.
struct ProductCase: Sendable, CustomTestStringConvertible {
  let m: Int
  let n: Int
  let k: Int

  init(_ m: Int, _ n: Int, _ k: Int) {
    (self.m, self.n, self.k) = (m, n, k)
  }

  var testDescription: String { "\(m)x\(n)x\(k)" }

  /// Operands of `product` with these extents.
  func inputs(for product: MatrixProduct, seed: UInt64) -> [HostTensor<Double>] {
    var random = TestRandom(seed: seed)
    var inputs = [
      random.tensor(product.transposeFirst ? [k, m] : [m, k]),
      random.tensor(product.transposeSecond ? [n, k] : [k, n]),
    ]
    if product.hasBias { inputs.append(random.tensor([n])) }
    if product.hasAddend { inputs.append(random.tensor([m, n])) }
    if product.gate != nil { inputs.append(random.tensor([m, n], in: 0...1)) }
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

import Basics
import Graphs

/// Narrow products to be lowered: their sizes and arguments.
struct NarrowProductsProblem {
  let products: NarrowProducts
  let device: DeviceTraits
  /// The columns of each product.
  let columns: [Int]
  /// Those of C, and the length of the sums.
  let m: Int
  let k: Int

  init(_ products: NarrowProducts, _ inputs: [TensorSpec], for device: DeviceTraits) {
    self.products = products
    self.device = device
    columns = products.seconds.map { inputs[$0].shape.last }
    let a = inputs[0].shape
    (m, k) = products.form == .layers ? (a[0], a[1]) : (a[1], a[0])
  }

  var allColumns: Int { columns.reduce(0, +) }

  /// A, then B, the other operand, C and columns of each product, as the kernels of both families expect
  /// them.
  var arguments: [KernelLaunch.Argument] {
    let each = columns.enumerated().flatMap { index, columns -> [KernelLaunch.Argument] in
      let tensors: [KernelLaunch.Argument] =
        switch products.form {
        case .layers: [.input(1 + 2 * index), .input(2 + 2 * index), .output(index)]
        case .gradients: [.input(1 + index), .output(2 * index), .output(2 * index + 1)]
        }
      return tensors + [.int(Int32(columns))]
    }
    return [.input(0)] + each
  }

  /// The constants of the kernels of both families.
  var constants: [String: Int] {
    let isTransposed = products.form == .gradients ? 1 : 0
    return MultiTensorLaunch.constants(tensors: columns.count).merging([
      "TRANSPOSE_A": isTransposed, "HAS_SUMS": isTransposed,
    ]) { $1 }
  }
}

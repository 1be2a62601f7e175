import Graphs

/// Narrow products to be lowered: their sizes and arguments.
struct NarrowProductsProblem {
  let products: NarrowProducts
  let device: DeviceTraits
  /// The columns of each product.
  let columns: [Int]
  /// The rows of C, and the length of the sums.
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

  /// A, then B, bias and C, or B, C and sums, and the columns of each product.
  var arguments: [KernelLaunch.Argument] {
    [.input(0)] + columns.indices.flatMap { [second($0)] + ends($0) }
  }

  /// A, then B and the columns of each product.
  var operands: [KernelLaunch.Argument] {
    [.input(0)] + columns.indices.flatMap { [second($0), .int(Int32(columns[$0]))] }
  }

  /// Bias and C, or C and sums, and the columns of each product.
  var results: [KernelLaunch.Argument] { columns.indices.flatMap { ends($0) } }

  private func second(_ index: Int) -> KernelLaunch.Argument { .input(products.seconds[index]) }

  private func ends(_ index: Int) -> [KernelLaunch.Argument] {
    let tensors: [KernelLaunch.Argument] =
      switch products.form {
      case .layers: [.input(2 + 2 * index), .output(index)]
      case .gradients: [.output(2 * index), .output(2 * index + 1)]
      }
    return tensors + [.int(Int32(columns[index]))]
  }

  /// The constants of the kernels of both families.
  var constants: [String: Int] {
    let isTransposed = products.form == .gradients ? 1 : 0
    return MultiTensorLaunch.constants(tensors: columns.count).merging([
      "TRANSPOSE_A": isTransposed, "HAS_SUMS": isTransposed,
    ]) { $1 }
  }
}

import Graphs

/// A matrix product to be lowered, with the sums of B's columns where `KernelAndBiasGradient` asks for
/// them.
///
/// Inputs are those of `product`; the sums are output 1.
struct MatrixProductProblem: AlgorithmProblem {
  enum Need: String, Sendable, Hashable {
    case halfStorage = "storage in half precision"
  }

  let product: MatrixProduct
  let extents: GEMMExtents
  let device: DeviceTraits
  let key: String
  /// Whether the sums of B's columns are computed too. An algorithm may leave them to a launch of their
  /// own (`appendingColumnSums`).
  let hasColumnSums: Bool
  /// What is stored in half precision.
  var half = HalfOperands()
  var tuning = TuningRecord()

  init(
    _ product: MatrixProduct, _ inputs: [TensorSpec], withColumnSums: Bool = false,
    for device: DeviceTraits
  ) {
    self.product = product
    extents = product.extents(inputs)
    self.device = device
    key = product.tuningKey(inputs)
    hasColumnSums = withColumnSums
  }

  var algorithms: [any Algorithm<MatrixProductProblem>.Type] {
    switch device.family {
    case .cpu: [MatrixProductTallSkinny.self, MatrixProductLargeK.self, MatrixProductPacked.self]
    case .gpu: [MatrixProductMMA.self, MatrixProductLibrary.self, MatrixProductGPU.self]
    }
  }

  var needs: [Need] { half.isEmpty ? [] : [.halfStorage] }

  /// - Throws: where a record has choices for the CPU family's general algorithm.
  func requireNoChoices() throws(Inapplicable) {
    guard tuning.entries[key] == nil else {
      throw Inapplicable("the tuning record has choices for `packed`")
    }
  }

  /// The launches of the product, then those of the sums of B's columns where there are any.
  func appendingColumnSums(to lowering: Lowering) -> Lowering {
    guard hasColumnSums else { return lowering }
    let columns = TensorSpec([extents.k, extents.n])
    let sum = Reduction(.sum, axes: 0..<1).lower([columns], for: device, tuning: tuning)
    let moved = sum.launches.map { launch in
      launch.replacingArguments {
        switch $0 {
        case .input: .input(1)
        case .output: .output(1)
        case .workspace(let index): .workspace(index + lowering.workspace.count)
        case .int, .float: $0
        }
      }
    }
    return Lowering(
      lowering.launches + moved, workspace: lowering.workspace + sum.workspace)
  }
}

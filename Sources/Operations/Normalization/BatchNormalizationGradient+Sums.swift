import Graphs
import Kernels

/// The sums over rows that batch normalisation's gradient begins with. They are taken by a pass over
/// upstream and x, or by the kernel that makes the upstream.
extension BatchNormalizationGradient {
  /// What the sums need beside the upstream, as arguments of kernels.
  struct Operands {
    /// Operands beside the upstream.
    static let count = 5

    let x: KernelLaunch.Argument
    let gamma: KernelLaunch.Argument
    let beta: KernelLaunch.Argument
    let mean: KernelLaunch.Argument
    let variance: KernelLaunch.Argument

    /// An operation's inputs from number `first` on.
    init(from first: Int) {
      x = .input(first)
      gamma = .input(first + 1)
      beta = .input(first + 2)
      mean = .input(first + 3)
      variance = .input(first + 4)
    }

    var all: [KernelLaunch.Argument] { [x, gamma, beta, mean, variance] }
  }

  /// The results of the sums beside dx.
  struct Results {
    let gammaGradient: KernelLaunch.Argument
    let betaGradient: KernelLaunch.Argument
    /// Those of `BatchNormalizationInputGradient`.
    let factors: KernelLaunch.Argument
  }

  /// The pass that reads the upstream and x for Σ g and Σ g·(x − mean) of each tile of rows.
  ///
  /// - Parameter half: what is stored in half precision, upstream and x among it or not.
  func reduction(
    of upstream: KernelLaunch.Argument, _ operands: Operands, _ half: HalfOperands,
    to sums: KernelLaunch.Argument, on grid: ChannelGrid
  ) -> Launch {
    let constants = half.constants(["upstream": upstream, "x": operands.x])
      .merging(["ACTIVATION": activation.rawValue]) { $1 }
    return .kernel(
      KernelLaunch(
        KernelSpecification(
          .batchNormalizationGradient, "batchGradientSums",
          constants: grid.constants.merging(constants) { $1 }),
        [upstream] + operands.all + [sums] + grid.arguments + [.float(epsilon)],
        global: grid.reduction.global, local: grid.reduction.local))
  }

  /// The launch that adds such sums of parts.
  func merge(
    _ parts: ChannelParts, in sums: KernelLaunch.Argument, _ operands: Operands,
    to results: Results, on grid: ChannelGrid
  ) -> Launch {
    .kernel(
      KernelLaunch(
        KernelSpecification(
          .gradientSumsMerge, "batchGradientMerge", constants: grid.mergeConstants),
        [
          sums, operands.gamma, operands.variance, results.gammaGradient, results.betaGradient,
          results.factors, .int(Int32(grid.rows)), .int(Int32(grid.channels)),
          .int(Int32(parts.count)), .float(epsilon),
        ], global: grid.merge.global, local: grid.merge.local))
  }

  /// What follows from the sums for results of these channels: dγ, dβ and the factors of
  /// `BatchNormalizationInputGradient`.
  func sumOutputs(_ channels: Int) -> [TensorSpec] {
    [TensorSpec([channels]), TensorSpec([channels]), TensorSpec([3, channels])]
  }

  /// The same on the host, from this operation's inputs.
  @inline(__always)
  func evaluateSums<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    let (x, rows, channels) = (inputs[1].values, inputs[1].shape.rows, inputs[1].shape.last)
    let (gamma, beta, mean) = (inputs[2].values, inputs[3].values, inputs[4].values)
    let deviation = inputs[5].values.map { Scalar.sqrt($0 + Scalar(epsilon)) }
    let scale = gamma.indices.map { gamma[$0] / deviation[$0] }
    var g = inputs[0].values
    for row in 0..<rows {
      for c in 0..<channels {
        let i = row * channels + c
        g[i] = activation.gradient(g[i], at: (x[i] - mean[c]) * scale[c] + beta[c])
      }
    }
    let betaGradient = ChannelSums.sums(rows: rows, channels: channels) { i, _ in g[i] }
    let gammaGradient = ChannelSums.sums(rows: rows, channels: channels) { i, c in
      g[i] * (x[i] - mean[c]) / deviation[c]
    }
    let count = Scalar(rows)
    let meanGradient = betaGradient.map { $0 / count }
    let derivative = gammaGradient.indices.map { gammaGradient[$0] / (deviation[$0] * count) }
    return [
      HostTensor(gammaGradient, shape: [channels]), HostTensor(betaGradient, shape: [channels]),
      HostTensor(scale + meanGradient + derivative, shape: [3, channels]),
    ]
  }
}

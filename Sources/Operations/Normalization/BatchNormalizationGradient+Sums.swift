import Graphs
import Kernels

/// The sums over rows that batch normalisation's gradient starts from: computed by a pass over the
/// upstream gradient and x, or by the kernel that produces the upstream gradient.
extension BatchNormalizationGradient {
  /// The kernel arguments that the sums need in addition to the upstream gradient.
  struct Operands {
    /// How many there are.
    static let count = 5

    let x: KernelLaunch.Argument
    let gamma: KernelLaunch.Argument
    let beta: KernelLaunch.Argument
    let mean: KernelLaunch.Argument
    let variance: KernelLaunch.Argument

    /// The inputs of an operation from index `first` on.
    init(from first: Int) {
      x = .input(first)
      gamma = .input(first + 1)
      beta = .input(first + 2)
      mean = .input(first + 3)
      variance = .input(first + 4)
    }

    var all: [KernelLaunch.Argument] { [x, gamma, beta, mean, variance] }
  }

  /// The results of the sums, without dx.
  struct Results {
    let gammaGradient: KernelLaunch.Argument
    let betaGradient: KernelLaunch.Argument
    /// The factors of `BatchNormalizationInputGradient`.
    let factors: KernelLaunch.Argument

    fileprivate var all: [KernelLaunch.Argument] { [gammaGradient, betaGradient, factors] }
  }

  /// The launches that compute the sums and their results: a pass over the upstream gradient and x, and one
  /// that adds the slices of their rows where there are several.
  ///
  /// - Parameters:
  ///   - half: the operands that are stored in half precision; upstream and x may be among them.
  ///   - sums: scratch memory for the slices, unused where there is one.
  func launches(
    of upstream: KernelLaunch.Argument, _ operands: Operands, _ half: HalfOperands,
    by sums: KernelLaunch.Argument, to results: Results, on grid: ChannelGrid
  ) -> [Launch] {
    guard grid.rowSlices == 1 else {
      return [
        reduction(of: upstream, operands, half, to: [sums], on: grid),
        merge(grid.partials, in: sums, operands, to: results, on: grid),
      ]
    }
    return [reduction(of: upstream, operands, half, to: results.all, on: grid)]
  }

  /// The pass over the upstream gradient and x that computes Σ g and Σ g·(x − mean) of each slice of
  /// rows, or, of one slice, the results.
  private func reduction(
    of upstream: KernelLaunch.Argument, _ operands: Operands, _ half: HalfOperands,
    to results: [KernelLaunch.Argument], on grid: ChannelGrid
  ) -> Launch {
    let constants = half.constants(["upstream": upstream, "x": operands.x])
      .merging(["ACTIVATION": activation.rawValue]) { $1 }
    return .kernel(
      KernelSpecification(
        .batchNormalizationGradient, "batchGradientSums",
        constants: grid.passConstants.merging(constants) { $1 }),
      [upstream] + operands.all + results + grid.arguments + [.float(epsilon)], on: grid.reduction)
  }

  /// The launch that adds such partial sums.
  func merge(
    _ partials: ChannelPartials, in sums: KernelLaunch.Argument, _ operands: Operands,
    to results: Results, on grid: ChannelGrid
  ) -> Launch {
    .kernel(
      KernelSpecification(
        .gradientSumsMerge, "batchGradientMerge", constants: grid.mergeConstants),
      [
        sums, operands.gamma, operands.variance, results.gammaGradient, results.betaGradient,
        results.factors, .int(Int32(grid.rows)), .int(Int32(grid.channels)),
        .int(Int32(partials.count)), .float(epsilon),
      ], on: grid.merge)
  }

  /// The results of the sums: dγ, dβ and the factors of `BatchNormalizationInputGradient`.
  func sumOutputs(_ channels: Int) -> [TensorSpec] {
    [TensorSpec([channels]), TensorSpec([channels]), TensorSpec([3, channels])]
  }

  /// The results of the sums on the host, from this operation's inputs.
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
    let gradientMean = betaGradient.map { $0 / count }
    let deviationFactor = gammaGradient.indices.map { gammaGradient[$0] / (deviation[$0] * count) }
    return [
      HostTensor(gammaGradient, shape: [channels]), HostTensor(betaGradient, shape: [channels]),
      HostTensor(scale + gradientMean + deviationFactor, shape: [3, channels]),
    ]
  }
}

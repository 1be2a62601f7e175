import Graphs
import Kernels

/// Mean and biased variance of each channel of [rows, channels], and the scale of its normalisation.
enum ChannelMoments {
  /// The factor of batch normalisation, γ/√(variance + ε).
  struct Scale {
    let gamma: KernelLaunch.Argument
    let epsilon: Float
    let result: KernelLaunch.Argument
  }

  /// The launches that compute mean, variance and scale of x: a pass over x, and one that merges the slices
  /// of its rows where there are several.
  ///
  /// - Parameter moments: scratch memory for the slices, unused where there is one.
  static func launches(
    of x: KernelLaunch.Argument, _ half: HalfOperands, by moments: KernelLaunch.Argument,
    mean: KernelLaunch.Argument, variance: KernelLaunch.Argument, scale: Scale,
    on grid: ChannelGrid
  ) -> [Launch] {
    guard grid.rowSlices == 1 else {
      return [
        grid.statistics(of: x, half: half, to: [moments]),
        merge(grid.partials, in: moments, mean: mean, variance: variance, scale: scale, on: grid),
      ]
    }
    return [
      grid.statistics(
        of: x, half: half, to: [scale.gamma, mean, variance, scale.result],
        scalars: [.float(scale.epsilon)])
    ]
  }

  /// The launch that merges partial means and second moments.
  static func merge(
    _ partials: ChannelPartials, in moments: KernelLaunch.Argument, mean: KernelLaunch.Argument,
    variance: KernelLaunch.Argument, scale: Scale, on grid: ChannelGrid
  ) -> Launch {
    .kernel(
      KernelSpecification(.momentsMerge, "momentsMerge", constants: grid.mergeConstants),
      [
        moments, scale.gamma, mean, variance, scale.result, .int(Int32(partials.count)),
        .int(Int32(partials.channels)), .float(scale.epsilon),
      ], on: grid.merge)
  }

  /// Mean, variance and scale on the host.
  @inline(__always)
  static func evaluate<Scalar: HostScalar>(
    _ x: HostTensor<Scalar>, gamma: HostTensor<Scalar>, epsilon: Float
  ) -> [HostTensor<Scalar>] {
    let statistics = evaluate(x)
    let scale = Normalize(epsilon: epsilon).scale(gamma: gamma, variance: statistics[1])
    return statistics + [HostTensor(scale, shape: gamma.shape)]
  }

  /// Mean and variance on the host.
  @inline(__always)
  static func evaluate<Scalar: HostScalar>(_ x: HostTensor<Scalar>) -> [HostTensor<Scalar>] {
    let (rows, channels, values) = (x.shape.rows, x.shape.last, x.values)
    // Relative to the first row, so that the sums keep their digits when the mean is large.
    let offset = ChannelSums.sums(rows: rows, channels: channels) { i, c in values[i] - values[c] }
    let mean = (0..<channels).map { values[$0] + offset[$0] / Scalar(rows) }
    let variance = ChannelSums.sums(rows: rows, channels: channels) { i, c in
      (values[i] - mean[c]) * (values[i] - mean[c])
    }.map { $0 / Scalar(rows) }
    return [mean, variance].map { HostTensor($0, shape: [channels]) }
  }
}

extension ChannelGrid {
  /// The pass over x that computes the moments of each slice of rows, or, of one slice, the results.
  fileprivate func statistics(
    of x: KernelLaunch.Argument, half: HalfOperands, to results: [KernelLaunch.Argument],
    scalars: [KernelLaunch.Argument] = []
  ) -> Launch {
    .kernel(
      KernelSpecification(
        .batchNormalization, "batchStatistics",
        constants: passConstants.merging(half.constants(["x": x])) { $1 }),
      [x] + results + arguments + scalars, on: reduction)
  }
}

import Basics

/// Predicts how long launches take on a GPU from its peak rates.
///
/// A launch takes the longer of flops / (0.75 · peak) and bytes / (0.85 · bandwidth), times the tail of
/// its last wave, and 3 µs in addition.
package struct Roofline: Sendable, Hashable {
  /// The share of the peak that good kernels reach.
  package static let reachedFlops = 0.75
  /// The share of the bandwidth that good kernels reach.
  package static let reachedBandwidth = 0.85
  /// Seconds between two launches.
  package static let launchSeconds = 3e-6

  /// What bounds a launch.
  package enum Bound: String, Sendable, Hashable, Codable {
    case arithmetic
    case memory
    /// The launch itself takes longer than its work.
    case launch
  }

  /// The peak rates as the maker states them.
  package let rates: DeviceRates
  /// 10⁹ floating-point operations per second by MMA instructions; nil where no launch has any.
  package let gigaflopsMMA: Double?
  /// The units that execute work-groups, each whole ones.
  package let units: Int

  /// - Precondition: `units` is positive.
  package init(rates: DeviceRates, gigaflopsMMA: Double? = nil, units: Int) {
    precondition(units > 0, "a roofline of \(units) units")
    self.rates = rates
    self.gigaflopsMMA = gigaflopsMMA
    self.units = units
  }

  /// The work-groups of the unit that has the most over those of the mean unit: at least 1.
  ///
  /// 550 work-groups on 132 units are 5 for some and 4.17 in the mean: 1.2.
  package func tail(ofWorkGroups count: Int?) -> Double {
    guard let count, count > 0 else { return 1 }
    return Double(count.dividedRoundingUp(by: units) * units) / Double(count)
  }

  /// The least time in seconds: at the peaks, without a tail.
  package func floorSeconds(of launch: Plan.LaunchCost) -> Double {
    let (arithmetic, memory) = peakSeconds(of: launch)
    return max(arithmetic, memory)
  }

  /// The predicted time in seconds.
  package func seconds(of launch: Plan.LaunchCost) -> Double {
    let (arithmetic, memory) = reachedSeconds(of: launch)
    return max(arithmetic, memory) + Self.launchSeconds
  }

  /// What the predicted time is for the most part.
  package func bound(of launch: Plan.LaunchCost) -> Bound {
    let (arithmetic, memory) = reachedSeconds(of: launch)
    guard max(arithmetic, memory) > Self.launchSeconds else { return .launch }
    return arithmetic > memory ? .arithmetic : .memory
  }

  private func peakSeconds(
    of launch: Plan.LaunchCost
  ) -> (arithmetic: Double, memory: Double) {
    guard let peak = launch.usesMMA ? gigaflopsMMA : rates.gigaflops else {
      preconditionFailure(
        "\(launch.label) (\(launch.operation)): \(launch.kernel) has MMA instructions, whose rate is "
          + "not known")
    }
    return (
      Double(launch.executedFlops) / (1e9 * peak),
      Double(launch.cost.bytes) / (1e9 * rates.gigabytesPerSecond)
    )
  }

  private func reachedSeconds(
    of launch: Plan.LaunchCost
  ) -> (arithmetic: Double, memory: Double) {
    let (arithmetic, memory) = peakSeconds(of: launch)
    let tail = tail(ofWorkGroups: launch.workGroups)
    return (tail * arithmetic / Self.reachedFlops, tail * memory / Self.reachedBandwidth)
  }
}

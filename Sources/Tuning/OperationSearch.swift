package import Compute
import Execution
import Graphs
import Runs

/// A search for one operation's fastest choices: axis by axis, each candidate is checked, then timed in
/// alternation with the best one so far.
package struct OperationSearch {
  /// The result of a search.
  package struct Outcome: Sendable {
    /// The choices to keep; none is the operation's own rule.
    package var choices: [String: Int]
    /// Seconds of one execution with the choices before, and with these.
    package var before: Double
    package var after: Double
    /// Candidates that did not compile, or whose results are not the operation's.
    package var refused = 0
    /// All candidates, the refused ones too.
    package var tried: [[String: Int]] = []
    /// Whether every axis was gone through.
    package var isComplete = true
    /// Rows of the batch, and of the slice that the host evaluated.
    package var batch = 1
    package var slice = 1
  }

  /// The fraction of the time that a change must save.
  package static let clearWin = 0.03
  /// The largest difference from the host that rounding explains, over the root mean square: a wrong
  /// element is off by about 1, one term of some thousand that is missing by some hundredths.
  package static let tolerance = 2e-3
  /// The same where operands are rounded to TF32: in a sum over many their errors come to 0.0003, and in
  /// the worst element of a million to five times that.
  package static let roundedTolerance = 6e-3

  private struct Contender {
    let choices: [String: Int]
    let plan: LoadedPlan
    var times: [Double] = []

    var least: Double { times.min() ?? .infinity }
  }

  private let trial: OperationTrial
  private let oracle: TuningOracle
  private let shouldStop: (_ ahead: Double) -> Bool
  private let tolerance: Double
  /// Results for operands without repetition, of the first choices that passed the check.
  private var reference: [HostTensor<Float>] = []
  private var seen: Set<[Launch]> = []
  private var outcome = Outcome(choices: [:], before: 0, after: 0)

  /// - Parameters:
  ///   - limit: floating-point operations that the host may spend on its own result.
  ///   - shouldStop: whether the time is over, or will be in so many seconds; asked before each
  ///     candidate.
  package init(
    _ trial: OperationTrial, seed: UInt64, limit: Int = TuningOracle.affordable,
    shouldStop: @escaping (_ ahead: Double) -> Bool
  ) {
    self.trial = trial
    self.shouldStop = shouldStop
    tolerance = trial.precision == .tf32 ? Self.roundedTolerance : Self.tolerance
    oracle = TuningOracle(trial.operation, trial.inputs, seed: seed, limit: limit)
    (outcome.batch, outcome.slice) = (oracle.batch, oracle.slice)
  }

  /// Searches from the present choices on.
  ///
  /// - Parameter tried: candidates that an earlier search has dealt with.
  /// - Returns: nil where neither those nor the operation's own rule pass the check, so that there is
  ///   nothing to measure against.
  package mutating func run(
    from present: [String: Int], tried: [[String: Int]] = []
  ) throws(ComputeError) -> Outcome? {
    var starts: [Contender] = []
    for choices in [present, [:]] {
      if let contender = try admit(choices) { starts.append(contender) }
    }
    guard let first = starts.first else { return nil }
    outcome.tried = tried
    seen.formUnion(tried.map { trial.launches($0) })
    var best = try race(starts, rounds: 5)
    for _ in 0..<2 {
      let before = best.choices
      for axis in trial.space.axes {
        var contenders = [best]
        for value in axis.values(best.choices) {
          if shouldStop(axis.preparation) {
            outcome.isComplete = false
            break
          }
          let choices = best.choices.merging([axis.choice: value]) { $1 }
          if let contender = try admit(choices) { contenders.append(contender) }
        }
        best = try race(contenders, rounds: 5)
        for loser in contenders
        where loser.choices != best.choices && loser.choices != first.choices {
          trial.unload(loser.plan)
        }
      }
      if best.choices == before || !outcome.isComplete { break }
    }
    return try decide(between: first, and: best)
  }

  /// Compiles and checks a candidate; nil where it is refused or has been seen.
  private mutating func admit(_ choices: [String: Int]) throws(ComputeError) -> Contender? {
    guard seen.insert(trial.launches(choices)).inserted else { return nil }
    outcome.tried.append(choices)
    let plan: LoadedPlan
    do {
      plan = try trial.load(choices)
      guard try passes(plan) else {
        trial.unload(plan)
        outcome.refused += 1
        return nil
      }
    } catch {
      // That a compiler or a device refuses a tile is no error of the search.
      outcome.refused += 1
      return nil
    }
    return Contender(choices: choices, plan: plan)
  }

  /// Whether the results are the host's, and, if the host evaluated a slice of the batch only, the
  /// same as the first choices' for the whole batch.
  private mutating func passes(_ plan: LoadedPlan) throws(ComputeError) -> Bool {
    try trial.set(oracle.repeated)
    guard oracle.deviation(of: try trial.results(of: plan)) <= tolerance else { return false }
    guard !oracle.isWhole else { return true }
    try trial.set(oracle.varied)
    let results = try trial.results(of: plan)
    if reference.isEmpty {
      reference = results
      return true
    }
    return TuningOracle.deviation(of: results, from: reference) <= tolerance
  }

  /// Times contenders in alternation; the first one stays unless another is faster.
  private func race(_ contenders: [Contender], rounds: Int) throws(ComputeError) -> Contender {
    let raced = try timed(contenders, rounds: rounds)
    return raced.dropFirst().reduce(raced[0]) { $1.least < 0.99 * $0.least ? $1 : $0 }
  }

  private func timed(
    _ contenders: [Contender], rounds: Int
  ) throws(ComputeError) -> [Contender] {
    var contenders = contenders.map { Contender(choices: $0.choices, plan: $0.plan) }
    guard contenders.count > 1 || rounds > 5 else { return contenders }
    // The first executions also show which contenders are too slow to go on with.
    for index in contenders.indices {
      _ = try trial.seconds(contenders[index].plan, runs: 1)
      contenders[index].times = [try trial.seconds(contenders[index].plan, runs: 1)]
    }
    let quickest = contenders.map(\.least).min() ?? 1
    let runs = max(1, min(64, Int(2e-3 / max(quickest, 1e-6))))
    for _ in 0..<rounds {
      for index in contenders.indices where index == 0 || contenders[index].least < 2 * quickest {
        contenders[index].times.append(try trial.seconds(contenders[index].plan, runs: runs))
      }
    }
    for index in contenders.indices { contenders[index].times.removeFirst() }
    return contenders
  }

  /// The first choices stay unless the best ones are clearly faster, round by round and at best.
  private mutating func decide(
    between first: Contender, and best: Contender
  ) throws(ComputeError) -> Outcome {
    let isSame = first.choices == best.choices
    let raced = try timed(isSame ? [first] : [first, best], rounds: 11)
    outcome.choices = first.choices
    outcome.before = raced[0].least
    outcome.after = raced[0].least
    guard let other = raced.dropFirst().first, other.times.count == raced[0].times.count else {
      return outcome
    }
    let ratios = zip(other.times, raced[0].times).map { $0 / $1 }.sorted()
    let limit = 1 - Self.clearWin
    if ratios[ratios.count / 2] < limit, other.least < limit * raced[0].least {
      outcome.choices = best.choices
      outcome.after = other.least
    }
    return outcome
  }
}

import Graphs

/// An operation to be lowered: everything that the choice of its algorithm depends on.
protocol AlgorithmProblem: Sendable {
  /// What a problem asks for besides the plain operation, and not every algorithm's kernels do; the raw
  /// value says it in words.
  associatedtype Need: RawRepresentable<String>, Hashable, Sendable

  /// The algorithms for the problem's device, in the order in which they are tried. The last one
  /// applies to every problem.
  var algorithms: [any Algorithm<Self>.Type] { get }
  var needs: [Need] { get }
  /// Where a tuning record keeps the choices, except those of algorithms with a key of their own.
  var key: String { get }
  var tuning: TuningRecord { get set }
}

extension AlgorithmProblem {
  /// A measured choice, if there is one.
  func tuned(_ choice: String) -> Int? { tuning[key, choice] }

  /// The launches of the first algorithm that applies.
  var lowering: Lowering {
    let choice = choice
    return choice.algorithm.lowering.by(
      AlgorithmChoice(name: type(of: choice.algorithm).name, passedOver: choice.passedOver))
  }

  /// Whether the first algorithm that applies supports something that the problem does not need.
  func supports(_ need: Need) -> Bool { type(of: choice.algorithm).supported.contains(need) }

  /// The choices of the algorithms that share the tuning key of the one that applies.
  ///
  /// - Precondition: the problem has no tuning record.
  var tuningSpace: TuningSpace {
    let key = type(of: choice.algorithm).tuningKey(self)
    let tuned = algorithms.filter { $0.tuningKey(self) == key }
    return TuningSpace(
      key: key,
      tuned.indices.flatMap { index in
        tuned[index].axes(self) { chosen in
          var problem = self
          problem.tuning = TuningRecord(entries: [key: chosen])
          return tuned[..<index].contains { (try? problem.apply($0)) != nil }
        }
      })
  }

  /// The first algorithm that applies, and those before it.
  private var choice: (algorithm: any Algorithm<Self>, passedOver: [AlgorithmChoice.PassedOver]) {
    var passedOver: [AlgorithmChoice.PassedOver] = []
    for algorithm in algorithms {
      do throws(Inapplicable) {
        return (try apply(algorithm), passedOver)
      } catch {
        passedOver.append(.init(name: algorithm.name, reason: error.reason))
      }
    }
    let reasons = passedOver.map { "\($0.name): \($0.reason)" }.joined(separator: "; ")
    preconditionFailure("\(key): no algorithm applies: \(reasons)")
  }

  private func apply(
    _ algorithm: any Algorithm<Self>.Type
  ) throws(Inapplicable) -> any Algorithm<Self> {
    let applied = try algorithm.init(self)
    for need in needs where !algorithm.supported.contains(need) {
      throw Inapplicable("has no \(need.rawValue)")
    }
    return applied
  }
}

import Graphs

extension ConvolutionProblem {
  /// The algorithms of a direction on a kernel family, in the order in which they are tried; the last
  /// one applies to every problem.
  var algorithms: [any ConvolutionAlgorithm.Type] {
    switch (device.family, direction) {
    case (.cpu, .forward), (.cpu, .inputGradient):
      [WinogradConvolution.self, ConvolutionRegisterTiled.self]
    case (.cpu, .filterGradient):
      [WinogradFilterGradient.self, ConvolutionFilterRegisterTiled.self]
    case (.gpu, .forward), (.gpu, .inputGradient):
      [ConvolutionMMA.self, WinogradGPU.self, ConvolutionDirect.self, ConvolutionTiled.self]
    case (.gpu, .filterGradient):
      [ConvolutionFilterMMA.self, ConvolutionFilterTiled.self]
    }
  }

  /// The launches of the first algorithm that applies.
  var lowering: Lowering {
    let choice = choice
    return choice.algorithm.lowering.by(
      AlgorithmChoice(name: type(of: choice.algorithm).name, passedOver: choice.passedOver))
  }

  /// Whether kernels normalise an operand as they load it, with the algorithm that applies without
  /// one. No other algorithm is chosen for the sake of the normalisation.
  var canNormalize: Bool { type(of: choice.algorithm).supported.contains(.prologue) }

  /// The choices of the algorithms that share the tuning key of the one chosen without a record.
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
  private var choice:
    (algorithm: any ConvolutionAlgorithm, passedOver: [AlgorithmChoice.PassedOver])
  {
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
    _ algorithm: any ConvolutionAlgorithm.Type
  ) throws(Inapplicable) -> any ConvolutionAlgorithm {
    let applied = try algorithm.init(self)
    for need in needs where !algorithm.supported.contains(need) {
      throw Inapplicable("has no \(need.rawValue)")
    }
    return applied
  }
}

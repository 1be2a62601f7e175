import Evaluation
import Layers

extension ObservationModel {
  /// −log p(x | z, π) of each sample from the decoder's outputs; nil if one is missing.
  ///
  /// - Parameters:
  ///   - decoded: at least `parameterNames`, each of the samples' shape.
  ///   - samples: x, one after the other.
  ///   - size: the values of a sample.
  func negativeLogLikelihood(
    _ decoded: [String: [Float]], of samples: [Float], size: Int
  ) -> [Double]? {
    let parameters = parameterNames.compactMap { decoded[$0] }
    guard parameters.count == parameterNames.count else { return nil }
    switch self {
    case .bernoulli:
      return NegativeLogLikelihood.bernoulli(
        logits: parameters[0], samples: samples, size: size)
    case .gaussian:
      return NegativeLogLikelihood.gaussian(
        mean: parameters[0], standardDeviation: parameters[1], samples: samples, size: size)
    }
  }
}

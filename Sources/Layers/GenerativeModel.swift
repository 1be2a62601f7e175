public import Graphs

/// A model with a decoder that can be applied to codes of one's own choice.
public protocol GenerativeModel: Model {
  /// The number of latent dimensions.
  var latentSize: Int { get }
  /// The heads whose probabilities the decoder reads beside z.
  var decodedHeads: [CategoricalHead] { get }

  /// Describes the mean of the observation model, [batch] + `inputShape`, for z of
  /// [batch, `latentSize`] and class probabilities of [batch, classes] for each of `decodedHeads`.
  func decoding(_ z: Tensor, _ classes: [Tensor], _ context: inout Context) -> Tensor
}

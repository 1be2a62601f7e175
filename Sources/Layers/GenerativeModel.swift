public import Graphs

/// A model with a decoder that can be applied to codes of one's own choice.
public protocol GenerativeModel: Model {
  /// The shape of a code z, without the batch: [dimensions], or [steps, dimensions] where every step
  /// of a sequence has its own.
  var latentShape: Shape { get }
  /// The heads whose probabilities the decoder reads beside z.
  var decodedHeads: [CategoricalHead] { get }
  /// The distribution that the decoder describes.
  var observation: ObservationModel { get }

  /// Describes p(x | z, π) for z of [batch] + `latentShape` and class probabilities, of the same
  /// shape but for the last axis, for each of `decodedHeads`.
  func decoding(_ z: Tensor, _ classes: [Tensor], _ context: inout Context) -> Observation
}

extension GenerativeModel {
  /// The shape of the probabilities of a head that the decoder reads, without the batch.
  public func probabilityShape(of head: CategoricalHead) -> Shape {
    Shape(latentShape.dimensions.dropLast() + [head.classes])
  }
}

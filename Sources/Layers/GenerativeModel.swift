public import Graphs

/// A model whose decoder can be applied to given codes.
public protocol GenerativeModel: Model {
  /// The shape of z without the batch: [dimensions], or [steps, dimensions] for sequences whose every
  /// step has its own z.
  var latentShape: Shape { get }
  /// The heads whose probabilities the decoder reads in addition to z.
  var decodedHeads: [CategoricalHead] { get }
  /// The distribution that the decoder describes.
  var observation: ObservationModel { get }

  /// Describes p(x | z, π) (eq. 2).
  ///
  /// - Parameters:
  ///   - z: [batch] + `latentShape`.
  ///   - classes: probabilities for each of `decodedHeads`, [batch, classes] or
  ///     [batch, steps, classes].
  func decoding(_ z: Tensor, _ classes: [Tensor], _ context: inout Context) -> Observation

  /// Describes the predictions without the decoder: a part of what `predictions(_:_:)` gives.
  func encodings(_ x: Tensor, _ context: inout Context) -> [Graph.Output]
}

extension GenerativeModel {
  /// The shape of the probabilities of a head that the decoder reads, without the batch.
  public func probabilityShape(of head: CategoricalHead) -> Shape {
    Shape(latentShape.dimensions.dropLast() + [head.classes])
  }
}

public import Graphs

/// What can be trained: a value that describes its losses and its predictions for a batch.
public protocol Model: Sendable {
  /// The shape of one sample, without the batch.
  var inputShape: Shape { get }
  /// The classification layers, in the order of their label columns.
  var heads: [CategoricalHead] { get }

  /// Describes the loss of a batch.
  func losses(_ batch: ModelBatch, _ context: inout Context) -> Losses

  /// Describes what the model says of samples: named outputs with the batch as first axis.
  func predictions(_ x: Tensor, _ context: inout Context) -> [Graph.Output]
}

/// The tensors of one training batch.
public struct ModelBatch: Sendable {
  /// [batch] + the model's input shape.
  public let x: Tensor
  /// One int32 [batch] per head; what an unlabelled row holds here is never used.
  public let labels: [Tensor]
  /// int32 [batch], 1 for a labelled row.
  public let labelled: Tensor
  /// The ε of the reparameterisation.
  public let noise: Noise

  public init(x: Tensor, labels: [Tensor], labelled: Tensor, noise: Noise) {
    self.x = x
    self.labels = labels
    self.labelled = labelled
    self.noise = noise
  }
}

public import Graphs

/// A trainable model: a value that describes its losses and its predictions for a batch.
public protocol Model: Sendable {
  /// The shape of one sample, without the batch.
  var inputShape: Shape { get }
  /// The classification layers, in the order of their label columns.
  var heads: [CategoricalHead] { get }

  /// Describes the loss of a batch.
  func losses(_ batch: ModelBatch, _ context: inout Context) -> Losses

  /// Describes the predictions for `x`, [batch] + `inputShape`: named outputs, each [batch, …].
  func predictions(_ x: Tensor, _ context: inout Context) -> [Graph.Output]
}

/// The tensors of one training batch.
public struct ModelBatch: Sendable {
  /// [batch] + the model's input shape: what is reconstructed.
  public let x: Tensor
  /// What is encoded: x, or x with noise.
  public let encoded: Tensor
  /// One int32 [batch] per head; values of unlabelled rows are never used. −1 where a labelled row has
  /// no label for this head.
  public let labels: [Tensor]
  /// int32 [batch], 1 for a labelled row.
  public let labelled: Tensor
  /// The ε of the reparameterisation.
  public let noise: Noise

  /// - Parameter encoded: nil for x.
  public init(
    x: Tensor, encoded: Tensor? = nil, labels: [Tensor], labelled: Tensor, noise: Noise
  ) {
    self.x = x
    self.encoded = encoded ?? x
    self.labels = labels
    self.labelled = labelled
    self.noise = noise
  }
}

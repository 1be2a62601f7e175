public import Graphs
public import Layers

/// What a model needs to know of its data: the shape of a sample, the classes, the range of values.
public struct SampleForm: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case table
    case sequence
    case image
  }

  /// Of one sample: [height, width, channels] of an image, [steps, channels] of a sequence, or
  /// [features] of a row of a table.
  public let shape: Shape
  /// The classifiers π, one for each label column; none for data without labels.
  public let heads: [CategoricalHead]
  /// Whether all values are in 0…1, as those of pictures are.
  public let isUnitRange: Bool

  /// - Precondition: the shape has one to three extents, all positive, and each head a class.
  public init(shape: Shape, heads: [CategoricalHead], isUnitRange: Bool) {
    precondition(
      1...3 ~= shape.rank && shape.dimensions.allSatisfy { $0 > 0 }, "samples of shape \(shape)")
    precondition(heads.allSatisfy { $0.classes > 0 }, "a head without classes: \(heads)")
    self.shape = shape
    self.heads = heads
    self.isUnitRange = isUnitRange
  }

  public var kind: Kind {
    switch shape.rank {
    case 1: .table
    case 2: .sequence
    default: .image
    }
  }

  /// The kind and the shape, for messages.
  var description: String {
    switch kind {
    case .table: "a row \(shape) of a table"
    case .sequence: "a sequence \(shape)"
    case .image: "a picture \(shape)"
    }
  }
}

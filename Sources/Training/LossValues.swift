public import Layers

/// The losses of one step, or their means over several.
public struct LossValues: Sendable, Hashable {
  /// `total`, then the model's terms.
  public let names: [LossName]
  public let values: [Float]

  /// - Precondition: there is one value for each name.
  public init(names: [LossName], values: [Float]) {
    precondition(names.count == values.count, "\(values.count) values for losses \(names)")
    self.names = names
    self.values = values
  }

  /// The value of a loss; nil where the model has no such term.
  public subscript(_ name: LossName) -> Float? {
    names.firstIndex(of: name).map { values[$0] }
  }
}

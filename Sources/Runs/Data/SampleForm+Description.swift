public import Datasets
import Graphs
import Layers
public import Models

extension SampleForm {
  /// The form of described data: the shape of a sample, a classifier π for each head, and whether all
  /// values are in 0…1.
  public init(_ data: DataDescription) {
    self.init(
      shape: Shape(data.sampleShape),
      heads: data.heads.map { CategoricalHead($0.name, classes: $0.classes.count) },
      isUnitRange: data.isUnitRange)
  }
}

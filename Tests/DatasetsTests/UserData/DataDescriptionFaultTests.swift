import Datasets
import Testing

/// What is found wrong with a description that was changed by hand.
@Suite struct DataDescriptionFaultTests {
  private func description(
    kind: SampleKind = .table, shape: [Int] = [2], classes: [String] = ["u", "v"],
    columns: [String]? = ["a", "b"], means: [Double] = [0, 1], deviations: [Double] = [1, 0]
  ) -> DataDescription {
    DataDescription(
      kind: kind, sampleShape: shape, element: .float, isUnitRange: false,
      heads: [.init(classes: classes)], columns: columns,
      statistics: ColumnStatistics(means: means, standardDeviations: deviations))
  }

  @Test func aSavedDescriptionHasNone() {
    #expect(description().fault == nil)
    #expect(description().withoutHeads.fault == nil)
    #expect(description(columns: nil).fault == nil)
  }

  @Test func whatDoesNotFitIsNamed() {
    #expect(description(kind: .image).fault == "the shape [2] of image samples")
    #expect(description(shape: [0]).fault == "the shape [0] of table samples")
    let extents = Array(repeating: 1 << 22, count: 3)
    #expect(
      description(kind: .image, shape: extents).fault == "the shape \(extents) of image samples")
    #expect(description(columns: ["a"]).fault == "other columns than 2 different ones")
    #expect(description(columns: ["a", "a"]).fault == "other columns than 2 different ones")
    for wrong in [
      description(means: [0], deviations: [1]), description(means: [0, .nan]),
      description(deviations: [1, -1]),
    ] {
      #expect(wrong.fault == "no usable mean and standard deviation of each of 2 columns")
    }
    for wrong in [description(classes: []), description(classes: ["u", "u"])] {
      #expect(wrong.fault == "a head without classes, or with two of one name")
    }
  }
}

import Datasets
import Testing

@Suite struct LabelColumnClassWeightsTests {
  private let column = LabelColumn(name: "a", classCount: 4, values: [0, 0, 0, 1, -1, 3, 3, -1])

  /// Three classes occur in six labelled rows: 6/(3·3), 6/(3·1), 6/(3·2).
  @Test func everyClassHasTheSameShare() {
    #expect(column.balancedClassWeights() == [2 / 3, 2, 1, 1])
  }

  @Test func onlyGivenRowsCount() {
    #expect(column.balancedClassWeights(of: [0, 1, 3, 4]) == [0.75, 1.5, 1, 1])
  }

  @Test func withoutLabelsAllWeightsAreOne() {
    #expect(column.balancedClassWeights(of: [4, 7]) == [1, 1, 1, 1])
    #expect(column.balancedClassWeights(of: []) == [1, 1, 1, 1])
  }
}

import Experiments
import Testing

@Suite("Table 12")
struct Table12Tests {
  @Test("the rows are the paper's")
  func rows() {
    #expect(Table12.rows.map(\.labelled) == [0, 100, 300, 1_000, 3_000, 1_000])
    #expect(Table12.rows.map(\.unlabelled) == [38_000, 38_000, 38_000, 38_000, 38_000, 0])
    #expect(Table12.rows.map(\.paper) == [82, 76, 83, 92, 95, 87])
  }
}

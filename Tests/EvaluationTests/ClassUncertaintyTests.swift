import Evaluation
import Foundation
import Testing

@Suite struct ClassUncertaintyTests {
  @Test func entropy() {
    #expect(ClassUncertainty.entropy([1, 0, 0]) == 0)
    #expect(abs(ClassUncertainty.entropy([0.25, 0.25, 0.25, 0.25]) - log(4)) < 1e-15)
    // −½ log ½ − 2 · ¼ log ¼ = 1.5 log 2
    #expect(abs(ClassUncertainty.entropy([0.5, 0.25, 0.25]) - 1.5 * log(2)) < 1e-15)
  }

  @Test func disagreement() {
    // Unsure in the same way: nothing depends on the draw.
    #expect(ClassUncertainty.disagreement([[0.5, 0.5], [0.5, 0.5]]) == 0)
    #expect(abs(ClassUncertainty.disagreement([[1, 0], [0, 1]]) - log(2)) < 1e-15)
    // The mean is (¾, ¼), and one of the two is unsure: H(¾, ¼) − ½ log 2.
    let expected = -0.75 * log(0.75) - 0.25 * log(0.25) - 0.5 * log(2)
    #expect(abs(ClassUncertainty.disagreement([[1, 0], [0.5, 0.5]]) - expected) < 1e-15)
    #expect(ClassUncertainty.disagreement([[0.3, 0.7]]) == 0)
  }
}

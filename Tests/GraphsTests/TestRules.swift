import Graphs

/// Rules for the operations of these tests.
let testRules: [FusionRule] = [
  .absorbing(
    "square, scaled", Square.self, LinearCombination.self, saving: "a pass",
    where: { $0.reader.coefficients.count == 1 },
    to: { $0.fused(Square(factor: $0.producer.factor * $0.reader.coefficients[0])) }),
  .pairing(
    "difference, square", Difference.self, Square.self, saving: "a pass",
    where: { !$0.first.withSquare && $0.firstOperand == 0 && $0.second.factor == 1 },
    to: { _ in Fused(Difference(withSquare: true), inputs: [.own(0), .own(1)]) }),
  .recomputing(
    "square, doubled", Square.self, in: Doubled.self, saving: "a tensor",
    where: { !$0.reader.ofSquare && $0.producer.factor == 1 && $1.family == .gpu },
    to: { _ in Fused(Doubled(ofSquare: true), inputs: [.neighbour(0)]) }),
]

import Graphs
import Kernels
import Testing

@Suite("Results known without computing")
struct KnownResultsTests {
  /// Three ones where it reads the first output of a square; else its input.
  private struct Ones: Foldable {
    var name: String { "ones" }

    func knownResult(
      operand: Int, from producer: any Operation, output: Int, inputs: [TensorSpec]
    ) -> Float? {
      producer is Square && output == 0 && operand == 0 ? 1 : nil
    }

    func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { [inputs[0]] }

    func gradients(
      _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
    ) -> [Tensor?] { [nil] }

    func lower(
      _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
    ) -> Lowering { Lowering([]) }

    func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
      inputs
    }
  }

  private let x = Tensor.constant([1, -2, 3], shape: [3])

  @Test func constantTakesThePlace() {
    let square = Square()(x)
    let graph = Graph(outputs: [.init("square", square), .init("ones", Ones()(square))])
    let fused = graph.fused(by: testRules)
    #expect(fused.nodes.compactMap(\.operation?.name) == ["square"])
    #expect(value(of: fused.outputs[1].tensor) == [1, 1, 1])
  }

  /// What only the known result needed is not computed either.
  @Test func producerGoesToo() {
    let fused = Graph(outputs: [.init("ones", Ones()(Square()(x)))]).fused(by: testRules)
    #expect(fused.nodes.compactMap(\.operation).isEmpty)
  }

  @Test func otherProducersStay() {
    let fused = Graph(outputs: [.init("x", Ones()(Difference()(x, x)))]).fused(by: testRules)
    #expect(fused.nodes.compactMap(\.operation).count == 2)
  }
}

import Graphs
import Kernels
import Operations
import Testing

/// The words of a stream, in blocks of four.
private struct PhiloxWords: Operation {
  let blocks: Int
  let stream: RandomStream

  var name: String { "philoxWords" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    [TensorSpec([blocks * 4], .int32)]
  }

  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] { [nil] }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let text = """
      __kernel void philoxWords(IN(int, state), OUT(int, words), const int blocks, const int low,
                                const int high) {
        BIND_IN(int, state);
        BIND_OUT(int, words);
        FOR_ELEMENTS(block, blocks) {
          uint drawn[4];
          philox(drawn, block, state, (uint2)((uint)low, (uint)high));
          for (int word = 0; word < 4; ++word) words[block * 4 + word] = (int)drawn[word];
        }
      }
      """
    let source = KernelSource(stem: "PhiloxWords", including: [.philox], text: text)
    let grid = device.elements(blocks)
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(source, "philoxWords"),
          [
            .input(0), .output(0), .int(Int32(blocks)), .int(Int32(bitPattern: stream.low)),
            .int(Int32(bitPattern: stream.high)),
          ], global: grid.global, local: grid.local))
    ])
  }

  func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let state = inputs[0].integers
    let philox = Philox(state: state, stream: stream)
    let words = (0..<blocks).flatMap { block in
      let words = philox.block(UInt32(block), step: UInt32(bitPattern: state[2]))
      return (0..<4).map { Int32(bitPattern: words[$0]) }
    }
    return [HostTensor(integers: words, shape: [blocks * 4])]
  }
}

@Suite("Philox")
struct PhiloxTests {
  @Test(arguments: [UInt64(0), 0x1234_5678_9ABC_DEF0, .max], [0, 1, -1])
  func deviceIntegersAreTheHosts(_ seed: UInt64, _ step: Int) throws {
    let state = HostTensor<Double>(
      integers: RandomState.values(seed: seed, step: step), shape: [3])
    try expectKernelsMatchOracle(
      PhiloxWords(blocks: 2_500, stream: RandomStream("encoder.dropout1")), inputs: [state])
  }
}

import Graphs
import Operations
import Testing

/// Losses that save their gradients times the term's weight.
@Suite("GradientScaledLoss")
struct GradientScaledLossTests {
  private let mean = Tensor.input("mean", TensorSpec([5, 3]))
  private let logVariance = Tensor.input("logVariance", TensorSpec([5, 3]))
  private let labels = (1...2).map { Tensor.input("labels\($0)", TensorSpec([5], .int32)) }
  private let mask = Tensor.input("mask", TensorSpec([5], .int32))
  private let halted = Tensor.input("halted", TensorSpec([1], .int32))

  private func inputs() -> [String: HostTensor<Double>] {
    var random = TestRandom(seed: 5)
    func integers(_ values: [Int32]) -> HostTensor<Double> {
      HostTensor(integers: values, shape: [5])
    }
    return [
      "mean": random.tensor([5, 3]), "logVariance": random.tensor([5, 3]),
      "labels1": integers([0, 1, 2, 0, 1]), "labels2": integers([2, 2, 1, 0, 0]),
      "mask": integers([1, 1, 0, 1, 1]), "halted": HostTensor(integers: [0], shape: [1]),
    ]
  }

  private func crossEntropy(_ column: Int) -> Tensor {
    MaskedCrossEntropy()(mean, labels[column], mask)
  }

  /// The gradients of a weighted sum with respect to mean and log-variance.
  private func gradients(_ terms: [Tensor], _ weights: [Float]) -> [Tensor] {
    let total = LossTotal(weights)
    let gradients = Gradients(of: total.all(terms + [halted])[0])
    return [mean, logVariance].compactMap { gradients[$0] }
  }

  /// The gradient of the total is what the losses have saved: nothing is multiplied.
  @Test func nothingIsMultiplied() {
    let terms = [
      KLDivergence()(mean, logVariance),
      ElementwiseBinary(.add)(crossEntropy(0), crossEntropy(1)),
    ]
    let weights: [Float] = [0.25, 784]
    let saving = zip(terms, weights).map { $0.savingGradients(times: $1) }
    let plain = gradients(terms, weights)
    let saved = gradients(saving, weights)
    func names(_ tensors: [Tensor]) -> Set<String> { Set(Graph(of: tensors).operationNames) }
    #expect(names(plain).contains("scale") && !names(saved).contains("scale"))
    let inputs = inputs()
    for (one, other) in zip(
      evaluate(plain + terms, inputs: inputs), evaluate(saved + saving, inputs: inputs))
    {
      expectClose(other, one, tolerance: 1e-12, "with saved gradients")
    }
  }

  @Test func otherTensorsStayAsTheyAre() {
    let own = Reduction(.mean)(mean)
    #expect(own.savingGradients(times: 0.1) == own)
    #expect((own + own).savingGradients(times: 0.1).node.inputs == [own, own])
    let kl = KLDivergence()(mean, logVariance)
    #expect(kl.savingGradients(times: 1) == kl && kl.savingGradients(times: 0) == kl)
    #expect(mean.savingGradients(times: 2) == mean)
  }
}

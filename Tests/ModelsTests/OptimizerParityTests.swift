import Compute
import Execution
import Files
import Foundation
import Graphs
import Testing
import Training

/// Optimisers alone over 100 steps on given gradients, against the stored float64 values.
@Suite("Optimisers against golden values")
struct OptimizerParityTests {
  private static let count = 257

  @Test(
    arguments: ParityTarget.allCases, ["rmsprop", "rmsprop_momentum", "sgd_momentum", "adam"])
  func hundredSteps(_ target: ParityTarget, _ name: String) throws {
    let executor = try target.makeExecutor(for: [name])
    let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
    let file = try SafetensorsFile(at: folder.appendingPathComponent("optimizers.safetensors").path)
    let spec = TensorSpec([Self.count])
    let parameter = Variable("parameters", spec)
    let random = Tensor.input("random", RandomState.spec)
    let finite = Tensor.input("finite", TensorSpec([1], .int32))
    let updates = optimizer(name).updates(
      of: [(parameter, .input("gradient", spec))],
      in: OptimizerStep(finite: finite, randomState: random))
    let plan = try Plan(Graph(outputs: [], assignments: updates), for: executor.traits)
    let loaded = try executor.load(plan)
    let generator = GoldenGenerator()
    let initial = generator.uniform("optimizer.parameters", count: Self.count)
    try executor.set(parameter, to: HostTensor(initial, shape: spec.shape))
    for step in 0..<100 {
      let gradient = generator.optimizerGradient(step: step, count: Self.count)
      let all: [String: HostTensor<Float>] = [
        "gradient": HostTensor(gradient, shape: spec.shape),
        "random": HostTensor(integers: RandomState.values(seed: 0, step: step), shape: [3]),
        "finite": HostTensor(integers: [1], shape: [1]),
      ]
      try executor.run(loaded, inputs: all.filter { plan.inputs[$0.key] != nil })
      guard [1, 10, 100].contains(step + 1) else { continue }
      let array = try #require(try file.array("\(name)/\(step + 1)"))
      guard case .float64(let expected) = array.values else {
        Issue.record("\(name)/\(step + 1) is not float64")
        continue
      }
      let actual = try executor.value(of: parameter).values
      let difference = norm(zip(actual, expected).map { Double($0) - $1 })
      let distance = difference / norm(expected)
      #expect(distance <= 1e-5, "\(name) on \(target) after \(step + 1) steps: \(distance)")
    }
  }

  /// A step's updates are a few launches in place, whatever the number of parameters.
  @Test(
    arguments: zip(["rmsprop", "rmsprop_momentum", "sgd_momentum", "adam"], [2, 2, 2, 2]))
  func parametersShareLaunches(_ name: String, _ launches: Int) throws {
    let parameters = (1...25).map { Variable("parameter\($0)", TensorSpec([$0])) }
    let updates = optimizer(name).updates(
      of: parameters.map { ($0, .input("gradient." + $0.name, $0.spec)) },
      in: OptimizerStep(
        finite: .input("finite", TensorSpec([1], .int32)),
        randomState: .input("random", RandomState.spec)))
    let plan = try Plan(Graph(outputs: [], assignments: updates), for: DeviceTraits(family: .cpu))
    #expect(plan.launchCount == launches)
    #expect(plan.copies.isEmpty)
    #expect(plan.kernels.count == 1)
    #expect(plan.steps.map(\.label) == ["25 parameters"])
  }

  private func optimizer(_ name: String) -> any Optimizer {
    switch name {
    case "rmsprop": RMSprop(learningRate: 5e-4)
    case "rmsprop_momentum": RMSprop(learningRate: 5e-4, momentum: 0.9)
    case "sgd_momentum": SGD(learningRate: 1e-2, momentum: 0.9)
    default: Adam(learningRate: 1e-3)
    }
  }

  private func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

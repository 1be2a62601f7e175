import Execution
import Graphs
import Layers
import Models
import Operations
import Testing
import Training

/// What a user builds without an architecture: own layers, in a model of the general initialiser.
@Suite("Own layers")
struct OwnLayersTests {
  /// Subtracts a moving mean and adds a trained shift, as in the documentation of `Layer`.
  private struct Centring: Layer {
    func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
      let channels = Shape([x.shape.last])
      let shift = context.parameter("shift", channels, .zeros)
      let moving = context.statistic("moving_mean", channels)
      guard context.mode == .training else { return x - .variable(moving) + shift }
      let mean = Reduction(.mean, axes: 0..<x.shape.rank - 1)(x)
      context.track(moving, value: mean, momentum: 0.75)
      return x - mean + shift
    }
  }

  private var model: SemiSupervisedVAE {
    SemiSupervisedVAE(
      inputShape: [5, 4, 2],
      encoder: Sequential([
        ("centring", Centring()),
        ("conv1", Convolution2D(3, kernel: 3, stride: 2, activation: .relu)),
        ("flatten", ReshapeLayer(nil)),
      ]),
      latent: GaussianHead(2), heads: [CategoricalHead(classes: 3)],
      decoder: Sequential([
        ("dense1", Dense(3 * 2 * 3, activation: .relu)), ("reshape", ReshapeLayer([3, 2, 3])),
        ("output", TransposedConvolution2D(2, kernel: 3, stride: 2, height: 5, width: 4)),
      ]))
  }

  @Test func statisticsMoveInTraining() throws {
    let executor = HostExecutor()
    let plan = TrainingPlan(model, batchSize: 2, optimizer: RMSprop(learningRate: 1e-3))
    let trainer = try Trainer(plan, on: executor, seed: 1)
    let x = (0..<80).map { Float($0 % 2) }
    try trainer.train(on: TrainingBatch(x: x, labels: [[0, 1]], labelled: [1, 1]))
    let moving = try #require(
      trainer.variables.first { $0.name == "encoder.centring.moving_mean" })
    #expect(moving.role == .statistic)
    #expect(try executor.value(of: moving).values == [0, 0.25])
    let shift = try #require(trainer.variables.first { $0.name == "encoder.centring.shift" })
    #expect(shift.role == .parameter && shift.spec.shape == [2])
  }

  @Test func usualValues() {
    #expect(model.family == .ss && model.latentShape == [2])
    #expect(model.objective.labelWeight == 40 && model.decodedHeads.count == 1)
  }

  @Test func variablesHavePaths() {
    var context = Context(.training)
    let name = context.within("encoder") { context in
      context.within("own") { $0.qualified("kernel") }
    }
    #expect(name == "encoder.own.kernel")
  }

  @Test func activationsFollowTheBias() {
    var context = Context(.inference)
    let x = Tensor.input("x", TensorSpec([1, 4, 4, 2]))
    let y = context.within("conv") {
      Convolution2D(3, kernel: 3, activation: .tanh)(x, &$0)
    }
    let z = context.within("deconv") {
      TransposedConvolution2D(1, kernel: 3, stride: 2, height: 7, activation: .relu)(y, &$0)
    }
    #expect(z.shape == [1, 7, 8, 1])
    let graph = Graph(outputs: [.init("z", z)])
    let operations = graph.nodes.compactMap(\.operation?.name)
    #expect(
      operations == ["convolution", "add", "tanh", "convolutionInputGradient", "add", "relu"])
  }
}

import Datasets
import Graphs
import Layers

extension TrainingPlan {
  /// The inputs of a training step. A model reads those that its family needs.
  package struct Inputs: Sendable {
    /// [batch] + the model's input shape, float32 or bytes.
    package let x: PlanInput
    /// One int32 [batch] for each head of the model.
    package let labels: [PlanInput]
    /// int32 [batch], 1 for a labelled row.
    package let labelled: PlanInput
    /// The random state of the step.
    package let random: PlanInput
    /// ε, where it is given instead of drawn.
    package let noise: PlanInput?

    init(
      _ model: any Model, batchSize: Int, noise: TensorSpec?, element: SampleElement
    ) {
      let rows = TensorSpec([batchSize], .int32)
      x = PlanInput(samples: "x", batchSize, of: model.inputShape, element)
      labels = model.heads.map { PlanInput($0.output("labels"), rows) }
      labelled = PlanInput("labelled", rows)
      random = PlanInput(Context.randomStateName, RandomState.spec)
      self.noise = noise.map { PlanInput("noise", $0) }
    }

    /// The values of one step.
    ///
    /// - Parameter randomState: the words of `RandomState.values(seed:step:)`.
    /// - Precondition: the batch has the plan's size and labels of every head, and noise is given
    ///   exactly where the plan reads it.
    func values(
      _ batch: TrainingBatch, noise given: HostTensor<Float>?, randomState: [Int32]
    ) -> InputValues {
      precondition(
        labels.isEmpty || batch.labels.count == labels.count,
        "\(batch.labels.count) label columns for \(labels.count) heads")
      var values = InputValues()
      values.set(x, to: batch.x)
      for (input, column) in zip(labels, batch.labels) { values.set(input, to: column) }
      values.set(labelled, to: batch.labelled)
      values.set(random, to: randomState)
      switch (noise, given) {
      case (let noise?, let given?): values.set(noise, to: given)
      case (nil, nil): break
      case (.some, nil): preconditionFailure("the step reads noise, and none is given")
      case (nil, .some): preconditionFailure("noise is given, and the step draws its own")
      }
      return values
    }
  }

  /// Names of the outputs of every step.
  enum OutputName {
    /// The total loss and its terms, in the order of `lossNames`.
    static let losses = "losses"
    /// int32 [1]: 1 where the step counts.
    static let finite = "finite"

    /// The gradient of the loss with respect to a parameter.
    static func gradient(of variable: Variable) -> String { "gradient." + variable.name }
  }
}

// A model of one's own, in two ways: as a list of layers whose sizes follow from the data, and by
// hand, with a layer that the library does not have.

import Continuum
import Foundation

/// Centring by a moving mean, and a trained scale: y = scale · (x − mean).
///
/// In training the mean is that of the batch; predictions use the moving one, which is saved with the
/// model's weights.
struct Centring: Layer {
  func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    let channels = Shape([x.shape.last])
    let scale = context.parameter("scale", channels, .ones)
    let moving = context.statistic("moving_mean", channels)
    guard context.mode == .training else { return scale * (x - .variable(moving)) }
    let mean = Reduction(.mean, axes: 0..<x.shape.rank - 1)(x)
    context.track(moving, value: mean, momentum: 0.9)
    return scale * (x - mean)
  }
}

// Pictures of 12 × 12 pixels with a bright square in one of the corners; most have no label.
let corners = (0..<480).map { $0 % 4 }
let pixels: [Float] = corners.enumerated().flatMap { picture, corner in
  (0..<144).map { pixel in
    let (line, column) = (pixel / 12, pixel % 12)
    let isInside = (line / 6, column / 6) == (corner / 2, corner % 2)
    return isInside ? 0.9 : 0.1 * abs(sin(Float(picture)))
  }
}
let data = try ArrayDataset(
  pixels, shape: [480, 12, 12], kind: .image,
  labels: corners.enumerated().map { $0 % 7 < 2 ? $1 : nil },
  classNames: ["top left", "top right", "bottom left", "bottom right"])
let form = SampleForm(data.description)

// The decoder mirrors the encoder, and an output layer is added that fits the data.
let listed = try SemiSupervisedVAE(
  Architecture(
    encoder: [
      .convolution(8, kernel: 3, stride: 2), .batchNorm(.relu), .dense(32, activation: .relu),
    ],
    latent: 4, decoder: .mirror),
  for: form)

// By hand every size is given. Shapes that do not fit are found here, before anything is trained.
let made = SemiSupervisedVAE(
  inputShape: form.shape,
  encoder: Sequential([
    ("conv1", Convolution2D(8, kernel: 3, stride: 2, activation: .relu)),
    ("flatten", ReshapeLayer(nil)), ("centring", Centring()),
    ("dense1", Dense(32, activation: .relu)),
  ]),
  latent: GaussianHead(4), heads: form.heads,
  decoder: Sequential([
    ("dense1", Dense(6 * 6 * 8, activation: .relu)), ("reshape", ReshapeLayer([6, 6, 8])),
    ("output", TransposedConvolution2D(1, kernel: 3, stride: 2)),
  ]))

for (name, model) in [("listed", listed), ("made", made)] {
  let plan = TrainingPlan(model, batchSize: 32, optimizer: Adam(learningRate: 3e-3))
  let device = try OpenedDevice("auto")
  let trainer = try Trainer(plan, on: device.executor, seed: 1)
  var batches = try data.batches(of: 32, seed: 1)
  let losses = try trainer.run(&batches, steps: 40)
  let statistics = trainer.variables.filter { $0.role == .statistic }.map(\.name)
  print("\(name): loss \(losses["total"] ?? .nan), statistics \(statistics)")
}

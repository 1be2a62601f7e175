import Graphs
import Layers

/// The layer that gives one number for every value of a sample: a deconvolution after a picture, a dense
/// layer along the steps of a sequence, or a dense layer of all values that is then reshaped.
struct OutputLayer: Layer {
  /// `output`, and `image` or `sequence` where the values are reshaped.
  let layers: [ResolvedLayer]

  /// - Parameter shape: of the decoder's result.
  init(_ architecture: Architecture, after shape: Shape, for sample: SampleForm) {
    let (name, form) = ("output", sample.shape)
    if shape.rank == 3 {
      let layer = TransposedConvolution2D(form[2], kernel: architecture.outputKernel)
      layers = [.deconvolution(name, layer, height: form[0], width: form[1], of: shape)]
    } else if shape.rank == form.rank {
      layers = [.dense(name, form.last, of: shape)]
    } else {
      layers = [
        .dense(name, form.count, of: shape), .reshape(sample.kind.rawValue, to: form),
      ]
    }
  }

  /// Applies the layers under the context's own path instead of `output`.
  func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    let y = layers[0].layer(x, &context)
    return layers.dropFirst().reduce(y) { value, layer in
      context.within(layer.name) { layer.layer(value, &$0) }
    }
  }

  /// The layers as one, under another name.
  func renamed(_ name: String) -> ResolvedLayer {
    let first = layers[0]
    return ResolvedLayer(
      name, self, output: layers.last?.output ?? first.output, parameters: first.parameters,
      flops: first.flops)
  }
}

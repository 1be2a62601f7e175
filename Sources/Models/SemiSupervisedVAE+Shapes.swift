import Graphs
import Layers

extension SemiSupervisedVAE {
  /// The shape of z for one sample, from the description of the encoder.
  static func latentShape(_ encoder: any Layer, inputShape: Shape, size: Int) -> Shape {
    var context = Context(.inference)
    let x = Tensor.input("x", TensorSpec(Shape([1] + inputShape.dimensions)))
    let features = context.within("encoder") { encoder(x, &$0) }.shape.dimensions
    precondition(
      features.count >= 2 && features[0] == 1,
      "the encoder's result for \(x.shape) is \(Shape(features)), not [batch, …, features]")
    return Shape(Array(features[1..<features.count - 1]) + [size])
  }

  /// Traps where the decoder does not describe values of the input's shape.
  func checkDecoder() {
    func input(_ name: String, _ shape: Shape) -> Tensor {
      .input(name, TensorSpec(Shape([1] + shape.dimensions)))
    }
    var context = Context(.inference)
    let classes = decodedHeads.map { input("classes." + $0.name, probabilityShape(of: $0)) }
    let described = decoding(input("z", latentShape), classes, &context).shape
    let expected = Shape([1] + inputShape.dimensions)
    precondition(
      described == expected, "the decoder describes values \(described), the input is \(expected)")
  }
}

public import Graphs

/// Layers applied in order, each under its name.
public struct Sequential: Layer {
  private let layers: [(name: String, layer: any Layer)]

  public init(_ layers: [(name: String, layer: any Layer)]) {
    self.layers = layers
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    layers.reduce(x) { value, entry in
      context.within(entry.name) { entry.layer(value, &$0) }
    }
  }
}

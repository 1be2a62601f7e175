import Graphs
import Layers
import Operations

extension TrainingPlan {
  /// The part of a step's forward pass that a watch reads, without gradients and updates; nil where there
  /// is nothing to read.
  ///
  /// It has the step's own nodes, and so its dropout masks and noise: the figures are those of the step.
  struct Watched {
    /// A layer with ReLU, and the name of the output with the sum of each of its units over the batch.
    struct Layer {
      let name: String
      let output: String
    }

    /// A labelled head, and the name of the output with its loss.
    struct Head {
      let name: String
      let output: String
    }

    let graph: Graph
    /// Whether the outputs `mean` and `log_variance` are there.
    let hasPosterior: Bool
    let layers: [Layer]
    let heads: [Head]

    static let mean = "mean"
    static let logVariance = "log_variance"
  }

  /// What a watch reads.
  var watched: Watched? {
    let posterior = [Watched.mean, Watched.logVariance].compactMap { name in
      intermediates.first { $0.name == name }
    }
    let hasPosterior = posterior.count == 2 && posterior[0].tensor.spec == posterior[1].tensor.spec
    let heads = model.heads.compactMap { head in
      intermediates.first { $0.name == head.output(Losses.headLossName) }.map {
        (head: Watched.Head(name: head.name.isEmpty ? "pi" : head.name, output: $0.name), loss: $0)
      }
    }
    let layers = rectified.enumerated().map { number, node in
      (
        layer: Watched.Layer(name: node.label, output: "units.\(number)"),
        units: Reduction(.sum, axes: 0..<node.outputs[0].shape.rank - 1)(
          Tensor(node: node, index: 0), label: node.label)
      )
    }
    let outputs =
      (hasPosterior ? posterior : []) + heads.map(\.loss)
      + layers.map { Graph.Output($0.layer.output, $0.units) }
    guard !outputs.isEmpty else { return nil }
    return Watched(
      graph: Graph(outputs: outputs), hasPosterior: hasPosterior, layers: layers.map(\.layer),
      heads: heads.map(\.head))
  }

  /// The ReLU nodes of the forward pass, one for each layer's name, in the order of computation.
  private var rectified: [Node] {
    var names: Set<String> = []
    return graph.nodes.filter { node in
      guard let activate = node.operation as? Activate, activate.activation == .relu,
        node.outputs[0].shape.rank > 1
      else { return false }
      return names.insert(node.label).inserted
    }
  }
}

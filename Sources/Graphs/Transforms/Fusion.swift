extension Graph {
  /// The same computation with neighbours fused wherever an operation can absorb one.
  ///
  /// A neighbour is offered only where no third operation reads the value between the two, and that
  /// value is neither an output nor assigned. Consumers (a bias, an activation) are offered before
  /// producers, so that an activation's gradient is fused into the epilogue that computes its upstream
  /// gradient. Then operations prepare what their readers need, and siblings, which read the same value,
  /// are fused. First of all, changes of shape are moved out of the way, and known results are replaced
  /// by constants.
  ///
  /// With a device, values that all of their readers can recompute as they load them are no longer
  /// stored. Lowering cannot decide that, because it sees one operation at a time: whether a value is
  /// stored depends on all of its readers. An operation also drops its other outputs where nothing reads
  /// them, and may then recompute more.
  ///
  /// - Parameter device: the device that the graph will be lowered for; nil for fusions that suit every
  ///   device.
  public func fused(for device: DeviceTraits? = nil) -> Graph {
    var graph = withReshapesLast().withKnownResults()
    while let next = graph.fusedOnce(Self.absorbConsumer) { graph = next }
    while let next = graph.fusedOnce(Self.absorbProducer) { graph = next }
    while let next = graph.preparedOnce() { graph = next }
    while let next = graph.fusedSiblingsOnce() { graph = next }
    if let device {
      while let next = graph.recomputedOnce(for: device) ?? graph.omittedOnce() { graph = next }
    }
    return graph
  }

  private typealias Step = (_ producer: Node, _ consumer: Node, _ operand: Int) -> [Tensor: Tensor]?

  /// The readers of each tensor, and which operand it is.
  private var readers: [Tensor: [(node: Node, operand: Int)]] {
    var readers: [Tensor: [(node: Node, operand: Int)]] = [:]
    for node in nodes {
      for (operand, input) in node.inputs.enumerated() {
        readers[input, default: []].append((node, operand))
      }
    }
    return readers
  }

  /// The tensors that the graph has to compute.
  private var kept: Set<Tensor> { Set(outputs.map(\.tensor) + assignments.map(\.value)) }

  /// The graph after the first fusion that `step` makes, or nil when there is none.
  private func fusedOnce(_ step: Step) -> Graph? {
    let readers = readers
    let kept = kept
    for producer in nodes where producer.operation != nil {
      let value = producer.results[0]
      guard !kept.contains(value), let only = readers[value], only.count == 1 else { continue }
      if let replacements = step(producer, only[0].node, only[0].operand) {
        return replacing(replacements)
      }
    }
    return nil
  }

  /// The graph after one operation prepares something for a reader, or nil.
  private func preparedOnce() -> Graph? {
    let readers = readers
    for node in nodes {
      guard let own = node.operation as? any Fusible else { continue }
      for (reader, operand) in readers[node.results[0]] ?? [] {
        guard let operation = reader.operation,
          let prepared = own.preparing(
            for: operation, operand: operand, inputs: node.inputs.map(\.spec),
            readerInputs: reader.inputs.map(\.spec))
        else { continue }
        let taken = prepared.taken.map { reader.inputs[$0] }
        guard !Node.ordered(from: taken).contains(where: { $0 === node }) else { continue }
        let results = prepared.operation.all(node.inputs + taken, label: node.label)
        let inputs = prepared.inputs.map {
          switch $0 {
          // The reader may read other outputs of the node as well.
          case .own(let index):
            reader.inputs[index].node === node
              ? results[reader.inputs[index].index] : reader.inputs[index]
          case .output(let index): results[index]
          }
        }
        let replacement = prepared.reader.all(inputs, label: reader.label)[0]
        let replacements =
          results[..<node.outputs.count] + [replacement] + prepared.outputs.map { results[$0] }
        return replacing(.init(of: node.results + reader.results, by: replacements))
      }
    }
    return nil
  }

  /// The graph after two readers of one tensor are fused, or nil.
  private func fusedSiblingsOnce() -> Graph? {
    let readers = readers
    for node in nodes {
      guard let own = node.operation as? any Fusible else { continue }
      for (operand, input) in node.inputs.enumerated() {
        for sibling in readers[input] ?? [] where sibling.node !== node {
          guard let neighbour = sibling.node.operation,
            let fused = own.absorbing(
              sibling: neighbour, operand: operand, siblingOperand: sibling.operand,
              inputs: node.inputs.map(\.spec), siblingInputs: sibling.node.inputs.map(\.spec)),
            !Node.ordered(from: node.inputs).contains(where: { $0 === sibling.node }),
            !Node.ordered(from: sibling.node.inputs).contains(where: { $0 === node })
          else { continue }
          return replacing(
            .init(
              of: node.results + sibling.node.results,
              by: fused.results(own: node, neighbour: sibling.node)))
        }
      }
    }
    return nil
  }

  /// The graph after one reader recomputes a value that all of its readers can recompute, or nil.
  ///
  /// The others follow in later calls, and after the last one nothing reads the value.
  private func recomputedOnce(for device: DeviceTraits) -> Graph? {
    let readers = readers
    let kept = kept
    for producer in nodes {
      let value = Tensor(node: producer)
      guard let operation = producer.operation, producer.outputs.count == 1,
        !kept.contains(value), let all = readers[value],
        Set(all.map { $0.node }).count == all.count
      else { continue }
      let fused = all.map { reader, operand in
        (reader.operation as? any Fusible)?.recomputing(
          producer: operation, operand: operand, inputs: reader.inputs.map(\.spec),
          producerInputs: producer.inputs.map(\.spec), for: device)
      }
      guard !fused.contains(where: { $0 == nil }), let first = fused[0] else { continue }
      let reader = all[0].node
      return replacing(
        .init(of: reader.results, by: first.results(own: reader, neighbour: producer)))
    }
    return nil
  }

  /// The graph after one operation drops outputs other than its first that nothing reads, or nil.
  private func omittedOnce() -> Graph? {
    let readers = readers
    let kept = kept
    for node in nodes where node.outputs.count > 1 {
      guard node.results.dropFirst().allSatisfy({ readers[$0] == nil && !kept.contains($0) }),
        let operation = (node.operation as? any Fusible)?.omittingFurtherOutputs()
      else { continue }
      return replacing([
        node.results[0]: operation.all(node.inputs, label: node.label)[0]
      ])
    }
    return nil
  }

  private static func absorbConsumer(
    producer: Node, consumer: Node, operand: Int
  ) -> [Tensor: Tensor]? {
    guard let own = producer.operation as? any Fusible, let neighbour = consumer.operation,
      consumer.outputs.count == 1,
      // Another input of the consumer could depend on another output of the producer.
      producer.outputs.count == 1 || consumer.inputs.count == 1,
      let fused = own.absorbing(
        consumer: neighbour, operand: operand, inputs: producer.inputs.map(\.spec),
        consumerInputs: consumer.inputs.map(\.spec))
    else { return nil }
    return .init(
      of: consumer.results + producer.results.dropFirst(),
      by: fused.results(own: producer, neighbour: consumer))
  }

  private static func absorbProducer(
    producer: Node, consumer: Node, operand: Int
  ) -> [Tensor: Tensor]? {
    guard let own = consumer.operation as? any Fusible, let neighbour = producer.operation,
      producer.outputs.count == 1,
      let fused = own.absorbing(
        producer: neighbour, operand: operand, inputs: consumer.inputs.map(\.spec),
        producerInputs: producer.inputs.map(\.spec))
    else { return nil }
    return .init(of: consumer.results, by: fused.results(own: consumer, neighbour: producer))
  }
}

extension [Tensor: Tensor] {
  /// Replacements of tensors by others, in order.
  fileprivate init(of replaced: [Tensor], by replacements: [Tensor]) {
    self.init(uniqueKeysWithValues: zip(replaced, replacements))
  }
}

extension Node {
  /// All outputs.
  fileprivate var results: [Tensor] { outputs.indices.map { Tensor(node: self, index: $0) } }
}

extension Fused {
  /// All outputs of the fused operation, with the label of the one that absorbs.
  fileprivate func results(own: Node, neighbour: Node) -> [Tensor] {
    operation.all(inputs.tensors(own: own, neighbour: neighbour), label: own.label)
  }
}

extension [Fused.Operand] {
  fileprivate func tensors(own: Node, neighbour: Node) -> [Tensor] {
    map { operand in
      switch operand {
      case .own(let index): own.inputs[index]
      case .neighbour(let index): neighbour.inputs[index]
      case .constant(let tensor): tensor
      case .result(let operation, let operands):
        operation.all(
          operands.tensors(own: own, neighbour: neighbour), label: neighbour.label)[0]
      }
    }
  }
}

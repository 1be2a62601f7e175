extension Graph {
  /// The same computation with operations joined as the rules say.
  ///
  /// First of all, changes of shape are moved out of the way, and known results are replaced by constants.
  /// Then the rules are applied in stages, kind by kind: operations absorb their readers, prepare what
  /// their readers need, leave the end of their work to their readers, and are paired with others that
  /// read the same tensor. A stage goes through the
  /// graph in order and asks, for each operation and each of its neighbours, the rules in theirs; the first
  /// that applies is used, and what it gives is asked in its turn.
  ///
  /// With a device, values that all of their readers can recompute as they load them are no longer
  /// stored. Lowering cannot decide that, because it sees one operation at a time: whether a value is
  /// stored depends on all of its readers. An operation also drops its other outputs where nothing reads
  /// them, and may then recompute more.
  ///
  /// - Parameters:
  ///   - device: the device that the graph will be lowered for; nil for fusions that suit every device.
  ///   - applied: called with each rule that is used, whenever it is.
  package func fused(
    by rules: [FusionRule], for device: DeviceTraits? = nil,
    applied: (FusionRule) -> Void = { _ in }
  ) -> Graph {
    var graph = withReshapesLast().withKnownResults()
    var rulesByType: [ObjectIdentifier: [FusionRule]] = [:]
    func rewrite(_ visit: (inout GraphRewriter, Node, [FusionRule]) -> FusionRule?) {
      var rewriter = GraphRewriter(graph)
      rewriter.sweep { rewriter, node in
        guard let operation = node.operation else { return false }
        let type = ObjectIdentifier(type(of: operation))
        let own = rulesByType[type] ?? rules.filter { $0.concerns(operation) }
        rulesByType[type] = own
        guard !own.isEmpty, let rule = visit(&rewriter, node, own) else { return false }
        applied(rule)
        return true
      }
      graph = rewriter.result
    }
    rewrite { $0.absorbReader(of: $1, by: $2) }
    rewrite { $0.prepareReader(of: $1, by: $2) }
    rewrite { $0.deferEnd(of: $1, by: $2) }
    rewrite { $0.pair($1, by: $2) }
    if let device {
      rewrite { $0.recompute($1, by: $2, for: device) ?? $0.narrow($1, by: $2) }
    }
    return graph
  }
}

extension GraphRewriter {
  /// Fuses an operation with the only reader of its first output; returns the rule, or nil for none.
  fileprivate mutating func absorbReader(of node: Node, by rules: [FusionRule]) -> FusionRule? {
    let readers = readers(of: node.results[0])
    guard !isKept(node.results[0]), readers.count == 1, readers[0].node.outputs.count == 1,
      // Another input of the reader could depend on another output of the producer.
      node.outputs.count == 1 || readers[0].node.inputs.count == 1,
      let neighbours = neighbours(node, readers[0])
    else { return nil }
    for rule in rules {
      guard case .absorbing(let absorb) = rule.kind, let fused = absorb(neighbours) else {
        continue
      }
      let reader = readers[0].node
      replace(
        reader.results + node.results.dropFirst(),
        by: results(of: fused, own: node, neighbour: reader), at: reader)
      return rule
    }
    return nil
  }

  /// Gives an operation outputs that a reader of its first output needs.
  fileprivate mutating func prepareReader(of node: Node, by rules: [FusionRule]) -> FusionRule? {
    for reader in readers(of: node.results[0]) {
      guard let neighbours = neighbours(node, reader) else { continue }
      for rule in rules {
        guard case .preparing(let prepare) = rule.kind, let prepared = prepare(neighbours)
        else { continue }
        let read = inputs(of: reader.node)
        let taken = prepared.taken.map { read[$0] }
        guard !isNeeded(node, for: taken) else { continue }
        let results = prepared.operation.all(inputs(of: node) + taken, label: node.label)
        let inputs = prepared.inputs.map {
          switch $0 {
          // The reader may read other outputs of the node as well.
          case .own(let index): read[index].node === node ? results[read[index].index] : read[index]
          case .output(let index): results[index]
          }
        }
        let replacement = prepared.reader.all(inputs, label: reader.node.label)[0]
        replace(
          node.results + reader.node.results,
          by: results[..<node.outputs.count] + [replacement]
            + prepared.outputs.map { results[$0] },
          at: reader.node)
        return rule
      }
    }
    return nil
  }

  /// Leaves the end of an operation to the only reader of its first output.
  fileprivate mutating func deferEnd(of node: Node, by rules: [FusionRule]) -> FusionRule? {
    let readers = readers(of: node.results[0])
    guard !isKept(node.results[0]), readers.count == 1,
      let neighbours = neighbours(node, readers[0])
    else { return nil }
    for rule in rules {
      guard case .deferring(let deferEnd) = rule.kind, let deferred = deferEnd(neighbours)
      else { continue }
      let (reader, operand) = (readers[0].node, readers[0].operand)
      let results = deferred.producer.all(inputs(of: node), label: node.label)
      var read = inputs(of: reader).map {
        // The reader may read other outputs of the node as well.
        $0.node === node ? results[$0.index] : $0
      }
      read[operand] = results[0]
      let others = Array(node.results.dropFirst())
      replace(
        others + reader.results,
        by: results.dropFirst() + deferred.reader.all(read, label: reader.label), at: reader)
      return rule
    }
    return nil
  }

  /// Fuses an operation with another one that reads one of its inputs.
  fileprivate mutating func pair(_ node: Node, by rules: [FusionRule]) -> FusionRule? {
    guard let first = node.operation else { return nil }
    let read = inputs(of: node)
    let firstInputs = read.map(\.spec)
    for (operand, input) in read.enumerated() {
      for sibling in readers(of: input) where sibling.node !== node {
        guard let second = sibling.node.operation else { continue }
        let siblings = Siblings<any Operation, any Operation>(
          first: first, firstInputs: firstInputs, firstOperand: operand, second: second,
          secondInputs: inputs(of: sibling.node).map(\.spec), secondOperand: sibling.operand)
        for rule in rules {
          guard case .pairing(let pair) = rule.kind, let fused = pair(siblings),
            !isNeeded(sibling.node, for: read),
            !isNeeded(node, for: inputs(of: sibling.node))
          else { continue }
          replace(
            node.results + sibling.node.results,
            by: results(of: fused, own: node, neighbour: sibling.node), at: node)
          return rule
        }
      }
    }
    return nil
  }

  /// Fuses an operation into the first reader of its only output, where all readers can recompute that. The
  /// others follow in later visits, and after the last one nothing reads it.
  fileprivate mutating func recompute(
    _ node: Node, by rules: [FusionRule], for device: DeviceTraits
  ) -> FusionRule? {
    let readers = readers(of: node.results[0])
    guard node.outputs.count == 1, !isKept(node.results[0]),
      Set(readers.map(\.node)).count == readers.count
    else { return nil }
    let found = readers.map { reader -> (rule: FusionRule, fused: Fused)? in
      guard let neighbours = neighbours(node, reader) else { return nil }
      for rule in rules {
        guard case .recomputing(let recompute) = rule.kind,
          let fused = recompute(neighbours, device)
        else { continue }
        return (rule, fused)
      }
      return nil
    }
    guard !found.contains(where: { $0 == nil }), let first = found.first ?? nil else { return nil }
    let reader = readers[0].node
    replace(
      reader.results, by: results(of: first.fused, own: reader, neighbour: node), at: reader)
    return first.rule
  }

  /// Drops outputs other than an operation's first that nothing reads.
  fileprivate mutating func narrow(_ node: Node, by rules: [FusionRule]) -> FusionRule? {
    guard let operation = node.operation, node.outputs.count > 1,
      node.results.dropFirst().allSatisfy({ readers(of: $0).isEmpty && !isKept($0) })
    else { return nil }
    for rule in rules {
      guard case .narrowing(let narrow) = rule.kind, let narrowed = narrow(operation)
      else { continue }
      let result = narrowed.all(inputs(of: node), label: node.label)[0]
      replace([node.results[0]], by: [result], at: node)
      return rule
    }
    return nil
  }
}

extension GraphRewriter {
  /// An operation and a reader of its first output; nil for a leaf.
  private func neighbours(
    _ node: Node, _ reader: Reader
  ) -> Neighbours<any Operation, any Operation>? {
    guard let producer = node.operation, let operation = reader.node.operation else { return nil }
    return Neighbours(
      producer: producer, producerInputs: node.inputs.map(\.spec), reader: operation,
      readerInputs: reader.node.inputs.map(\.spec), operand: reader.operand)
  }

  /// All outputs of the fused operation, with the label of the one that the rule calls its own.
  private func results(of fused: Fused, own: Node, neighbour: Node) -> [Tensor] {
    func tensors(_ operands: [Fused.Operand]) -> [Tensor] {
      operands.map { operand in
        switch operand {
        case .own(let index): inputs(of: own)[index]
        case .neighbour(let index): inputs(of: neighbour)[index]
        case .constant(let tensor): tensor
        case .result(let operation, let operands):
          operation.all(tensors(operands), label: neighbour.label)[0]
        }
      }
    }
    return fused.operation.all(tensors(fused.inputs), label: own.label)
  }
}

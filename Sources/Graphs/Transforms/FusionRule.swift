/// A row of the table that the fusion pass follows: operations of which types it joins, under which
/// condition, and what takes their place.
///
/// The pass offers a rule only what is safe to join, as each kind of rule says.
package struct FusionRule: Sendable {
  /// What is joined, for example `product + bias`.
  package let name: String
  /// What is saved, in words.
  package let saving: String
  /// Whether an operation has the type of the rule's producer, of the first of a pair, or of the one that
  /// drops outputs.
  let concerns: @Sendable (any Operation) -> Bool
  let kind: Kind

  /// The functions return nil for operations of other types, and where the condition does not hold.
  enum Kind: Sendable {
    case absorbing(@Sendable (Neighbours<any Operation, any Operation>) -> Fused?)
    case preparing(@Sendable (Neighbours<any Operation, any Operation>) -> Prepared?)
    case deferring(@Sendable (Neighbours<any Operation, any Operation>) -> Deferred?)
    case pairing(@Sendable (Siblings<any Operation, any Operation>) -> Fused?)
    case recomputing(
      @Sendable (Neighbours<any Operation, any Operation>, DeviceTraits) -> Fused?)
    case narrowing(@Sendable (any Operation) -> (any Operation)?)
  }
}

extension FusionRule {
  /// A producer does the work of its reader: nothing else reads its first output, which is neither an
  /// output of the graph nor assigned, and the reader has one output.
  ///
  /// The first output of the fused operation is the reader's; others are the producer's. Its own inputs
  /// are the producer's.
  package static func absorbing<Producer: Sendable, Reader: Sendable>(
    _ name: String, _ producer: Producer.Type, _ reader: Reader.Type, saving: String,
    where condition: @escaping @Sendable (Neighbours<Producer, Reader>) -> Bool,
    to fused: @escaping @Sendable (Neighbours<Producer, Reader>) -> Fused
  ) -> FusionRule {
    FusionRule(
      name: name, saving: saving, concerns: { $0 is Producer },
      kind: .absorbing {
        $0.of(Producer.self, Reader.self).flatMap { condition($0) ? fused($0) : nil }
      })
  }

  /// A producer gets further outputs that save its reader a pass; others may read its first output too.
  ///
  /// Where it takes inputs of the reader that depend on its own result, the two stay as they are.
  package static func preparing<Producer: Sendable, Reader: Sendable>(
    _ name: String, _ producer: Producer.Type, _ reader: Reader.Type, saving: String,
    where condition: @escaping @Sendable (Neighbours<Producer, Reader>) -> Bool,
    to prepared: @escaping @Sendable (Neighbours<Producer, Reader>) -> Prepared
  ) -> FusionRule {
    FusionRule(
      name: name, saving: saving, concerns: { $0 is Producer },
      kind: .preparing {
        $0.of(Producer.self, Reader.self).flatMap { condition($0) ? prepared($0) : nil }
      })
  }

  /// A producer leaves the end of its work to the only reader of its first output, which is neither an
  /// output of the graph nor assigned.
  ///
  /// Both have the inputs and outputs that they had, but for the producer's first output: it may be of
  /// another shape.
  package static func deferring<Producer: Sendable, Reader: Sendable>(
    _ name: String, _ producer: Producer.Type, to reader: Reader.Type, saving: String,
    where condition: @escaping @Sendable (Neighbours<Producer, Reader>) -> Bool,
    as deferred: @escaping @Sendable (Neighbours<Producer, Reader>) -> Deferred
  ) -> FusionRule {
    FusionRule(
      name: name, saving: saving, concerns: { $0 is Producer },
      kind: .deferring {
        $0.of(Producer.self, Reader.self).flatMap { condition($0) ? deferred($0) : nil }
      })
  }

  /// Two operations that read one tensor read it once: neither needs the other's results.
  ///
  /// The fused operation has the outputs of the first, then those of the second. Its own inputs are the
  /// first one's.
  package static func pairing<First: Sendable, Second: Sendable>(
    _ name: String, _ first: First.Type, _ second: Second.Type, saving: String,
    where condition: @escaping @Sendable (Siblings<First, Second>) -> Bool,
    to fused: @escaping @Sendable (Siblings<First, Second>) -> Fused
  ) -> FusionRule {
    FusionRule(
      name: name, saving: saving, concerns: { $0 is First },
      kind: .pairing {
        $0.of(First.self, Second.self).flatMap { condition($0) ? fused($0) : nil }
      })
  }

  /// A reader computes the producer's only output itself as it loads it, on the device that the graph is
  /// fused for: only where every reader of that output can, so that it need not be stored.
  ///
  /// The fused operation has the reader's outputs. Its own inputs are the reader's.
  package static func recomputing<Producer: Sendable, Reader: Sendable>(
    _ name: String, _ producer: Producer.Type, in reader: Reader.Type, saving: String,
    where condition: @escaping @Sendable (Neighbours<Producer, Reader>, DeviceTraits) -> Bool,
    to fused: @escaping @Sendable (Neighbours<Producer, Reader>) -> Fused
  ) -> FusionRule {
    FusionRule(
      name: name, saving: saving, concerns: { $0 is Producer },
      kind: .recomputing { neighbours, device in
        neighbours.of(Producer.self, Reader.self).flatMap {
          condition($0, device) ? fused($0) : nil
        }
      })
  }

  /// An operation drops its outputs other than the first, because nothing reads them.
  package static func narrowing<Own: Sendable>(
    _ name: String, _ own: Own.Type, saving: String,
    to narrowed: @escaping @Sendable (Own) -> any Operation
  ) -> FusionRule {
    FusionRule(
      name: name, saving: saving, concerns: { $0 is Own },
      kind: .narrowing { ($0 as? Own).map(narrowed) })
  }
}

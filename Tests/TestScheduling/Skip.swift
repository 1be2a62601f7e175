public import Testing

/// Ends a test, or one case of it, that cannot run here.
///
/// A warning gives the reason: Swift Testing reports a test whose every case was cancelled as passed,
/// and says nothing else of it. Where all cases need the same thing, a trait `.enabled(if:)` skips the
/// whole test.
public func skip(
  _ reason: Comment, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Never {
  Issue.record(reason, severity: .warning, sourceLocation: sourceLocation)
  try Test.cancel(reason, sourceLocation: sourceLocation)
}

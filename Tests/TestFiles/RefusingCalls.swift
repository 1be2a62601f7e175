package import Files
import SystemPackage

/// Calls of which some kinds fail without being made.
private struct RefusingCalls: FileCalls {
  let failure: @Sendable (FileCall.Kind) -> Int32?

  func perform(_ call: FileCall) throws(Errno) -> Int {
    if let number = failure(call.kind) { throw Errno(rawValue: number) }
    return try SystemCalls().perform(call)
  }
}

extension FileSystem {
  /// A file system on which some calls fail: `failure` gives the number of the error, such as
  /// `EPERM`, or nil.
  package init(failing failure: @escaping @Sendable (FileCall.Kind) -> Int32?) {
    self.init(RefusingCalls(failure: failure))
  }
}

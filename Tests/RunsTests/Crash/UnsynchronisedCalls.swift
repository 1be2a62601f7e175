import Files
import SystemPackage

/// The system's calls, but for synchronising, for which tests need not wait.
struct UnsynchronisedCalls: FileCalls {
  func perform(_ call: FileCall) throws(Errno) -> Int {
    if case .synchronize = call { return 0 }
    return try SystemCalls().perform(call)
  }
}

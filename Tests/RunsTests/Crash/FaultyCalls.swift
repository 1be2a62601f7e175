import Files
import Synchronization
import SystemPackage

/// Counts calls, and lets the one with a given number go wrong, from 0 on.
final class FaultyCalls: FileCalls {
  private let fault: Fault
  private let isFaulty: @Sendable (Int) -> Bool
  private let count = Mutex(0)
  private let firstKind = Mutex<FileCall.Kind?>(nil)

  /// The first call that went wrong.
  var struck: FileCall.Kind? { firstKind.withLock { $0 } }

  /// A fault at a call and, where it stays, at later ones.
  init(_ fault: Fault, at number: Int) {
    self.fault = fault
    isFaulty = { $0 == number || fault.stays && $0 > number }
  }

  /// A fault at every other call, so that a call that is made again goes right.
  init(atEveryOther fault: Fault) {
    self.fault = fault
    isFaulty = { $0.isMultiple(of: 2) }
  }

  func perform(_ call: FileCall) throws(Errno) -> Int {
    let number = count.withLock { count in
      defer { count += 1 }
      return count
    }
    guard isFaulty(number) else { return try UnsynchronisedCalls().perform(call) }
    firstKind.withLock { $0 = $0 ?? call.kind }
    if let error = fault.error(of: call) {
      // Closing frees the descriptor, whatever it reports.
      if call.kind == .close { _ = try UnsynchronisedCalls().perform(call) }
      throw error
    }
    if fault == .shortWrite, case .write(let bytes, let file, let offset) = call {
      let half = UnsafeRawBufferPointer(rebasing: bytes[..<((bytes.count + 1) / 2)])
      return try UnsynchronisedCalls().perform(.write(half, to: file, at: offset))
    }
    return try UnsynchronisedCalls().perform(call)
  }
}

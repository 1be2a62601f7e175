import Files
import Synchronization
import SystemPackage

/// The system's calls, with a second descriptor for whatever is opened: what a process that is being
/// started has until it executes its program.
final class DuplicatingCalls: FileCalls {
  private let copies = Mutex<[FileDescriptor]>([])

  func perform(_ call: FileCall) throws(Errno) -> Int {
    let result = try SystemCalls().perform(call)
    if case .open = call {
      let copy = try FileDescriptor(rawValue: CInt(result)).copy()
      copies.withLock { $0.append(copy) }
    }
    return result
  }

  /// Closes the copies, as executing the program does.
  func closeCopies() throws {
    let copies = copies.withLock { $0 }
    for copy in copies { try copy.close() }
  }
}

extension FileDescriptor {
  fileprivate func copy() throws(Errno) -> FileDescriptor {
    do {
      return try duplicate()
    } catch let error as Errno {
      throw error
    } catch {
      preconditionFailure("duplicate() throws errors of the system only: \(error)")
    }
  }
}

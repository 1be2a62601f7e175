import Foundation
import SystemPackage

extension FileDescriptor {
  /// Takes an exclusive lock on an open file or folder, which closing it releases.
  ///
  /// - Returns: false where another process, or another descriptor of this one, has it. On a file
  ///   system without locks there is nothing to wait for, and the result is true.
  func lock(waits: Bool = false) -> Bool {
    while true {
      if flock(rawValue, waits ? LOCK_EX : LOCK_EX | LOCK_NB) == 0 { return true }
      let error = Errno.last
      if error != .interrupted { return error != .wouldBlock }
    }
  }

  /// Releases the lock. Closing alone would leave it to a process that is being started, which has the
  /// descriptor until it executes its program.
  func unlock() {
    // Without locks there is nothing to release.
    _ = flock(rawValue, LOCK_UN)
  }
}

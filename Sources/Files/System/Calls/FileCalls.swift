package import SystemPackage

/// What makes the calls of a `FileSystem`: the operating system or, in tests, something that counts them,
/// lets some fail, or records them.
package protocol FileCalls: Sendable {
  /// Makes a call.
  ///
  /// - Returns: what the system returned: a descriptor, a number of bytes, or 0.
  func perform(_ call: FileCall) throws(Errno) -> Int
}

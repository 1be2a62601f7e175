import Foundation

/// The standard streams of a process, which the one that started it may have closed.
enum StandardStreams {
  /// Opens on `/dev/null` those that are closed: else a file that is opened later gets the number of one,
  /// and with it what is printed.
  static func open() {
    for number: CInt in 0...2 where fcntl(number, F_GETFD) < 0 {
      // Gets the lowest free number, which is this one.
      _ = Foundation.open("/dev/null", O_RDWR)
    }
  }
}

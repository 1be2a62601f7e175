import Files
import Synchronization
import SystemPackage

/// Makes calls, but for synchronising, and records those that succeed.
final class RecordedCalls: FileCalls {
  /// A call that has succeeded.
  enum Record: Sendable {
    case open(String, FileDescriptor.OpenOptions, descriptor: CInt)
    case write([UInt8], descriptor: CInt, at: Int?)
    case resize(CInt, to: Int)
    case synchronize(CInt)
    case close(CInt)
    case rename(String, to: String)
    case createLink(String, target: String)
    case createFolder(String)
    case remove(String)
  }

  private let recorded = Mutex<[Record]>([])

  var records: [Record] { recorded.withLock { $0 } }

  func perform(_ call: FileCall) throws(Errno) -> Int {
    let result = try UnsynchronisedCalls().perform(call)
    let record: Record =
      switch call {
      case .open(let path, _, let options, _):
        .open(path, options, descriptor: CInt(result))
      case .write(let bytes, let file, let offset):
        .write(Array(bytes.prefix(result)), descriptor: file.rawValue, at: offset)
      case .resize(let file, let size): .resize(file.rawValue, to: size)
      case .synchronize(let descriptor): .synchronize(descriptor.rawValue)
      case .close(let descriptor): .close(descriptor.rawValue)
      case .rename(let path, let target): .rename(path, to: target)
      case .createLink(let path, let target): .createLink(path, target: target)
      case .createFolder(let path, _): .createFolder(path)
      case .removeFile(let path), .removeFolder(let path): .remove(path)
      }
    recorded.withLock { $0.append(record) }
    return result
  }
}

import Foundation
import SystemPackage

extension FileError {
  /// The error after a failed attempt to open or read what should be there.
  static func reading(_ path: String, _ operation: String, _ code: Errno) -> FileError {
    switch code {
    case .noSuchFileOrDirectory, .notDirectory: .notFound(path: path)
    default: .inputOutput(path: path, operation: operation, reason: code.description)
    }
  }

  /// The error after a failed attempt to create, rename or link.
  static func creating(_ path: String, _ code: Errno) -> FileError {
    switch code {
    case .noSpace, .diskQuotaExceeded: .diskFull(path: path)
    case .ioError: .inputOutput(path: path, operation: "creating", reason: code.description)
    default: .cannotCreate(path: path, reason: code.description)
    }
  }

  /// The error after a failed attempt to write, synchronise or remove.
  static func writing(_ path: String, _ operation: String, _ code: Errno) -> FileError {
    switch code {
    case .noSpace, .diskQuotaExceeded: .diskFull(path: path)
    default: .inputOutput(path: path, operation: operation, reason: code.description)
    }
  }
}

extension Errno {
  /// Runs calls of swift-system that are declared to throw any error and only ever throw `Errno`.
  static func only<Result>(_ body: () throws -> Result) throws(Errno) -> Result {
    do {
      return try body()
    } catch let error as Errno {
      throw error
    } catch {
      preconditionFailure("swift-system threw \(error), which is no Errno")
    }
  }

  /// What a C function that returned -1 has left in `errno`.
  static var last: Errno { Errno(rawValue: errno) }
}

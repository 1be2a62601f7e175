package import FileReaders
import Foundation
import TestFiles

/// Gives the inputs of libFuzzer to one reader.
package final class Fuzzer: Sendable {
  private let reader: Reader
  private let path: String

  /// Takes the reader that `CONTINUUM_FUZZ_READER` names and the folder `CONTINUUM_FUZZ_FOLDER`, best in
  /// memory, to write inputs into.
  package init(_ readers: [Reader]) {
    let environment = ProcessInfo.processInfo.environment
    let name = environment["CONTINUUM_FUZZ_READER"] ?? ""
    guard let reader = readers.first(where: { $0.name == name }) else {
      preconditionFailure(
        "CONTINUUM_FUZZ_READER is '\(name)', expected one of \(readers.map(\.name))")
    }
    guard let folder = environment["CONTINUUM_FUZZ_FOLDER"] else {
      preconditionFailure("CONTINUUM_FUZZ_FOLDER is not set")
    }
    self.reader = reader
    path = "\(folder)/\(reader.file)"
    do {
      try write([], path)
      try reader.prepare(folder)
      // The first run of the program writes the seeds, and no more.
      if let seedFolder = environment["CONTINUUM_FUZZ_SEEDS"] {
        for (index, seed) in try reader.seeds(folder).enumerated() {
          try write(seed, "\(seedFolder)/\(name)-\(index)")
        }
        exit(0)
      }
    } catch {
      preconditionFailure("\(folder): \(error)")
    }
  }

  /// Reads one input; anything but success or a typed error of one line ends the process.
  package func run(_ input: UnsafeRawBufferPointer) {
    do {
      try Self.replaceContent(of: path, by: input)
    } catch {
      preconditionFailure("\(path): \(error)")
    }
    if let fault = reader.fault(at: path) { preconditionFailure(fault) }
  }

  /// Replaces the content of a file that is there.
  private static func replaceContent(
    of path: String, by bytes: UnsafeRawBufferPointer
  ) throws {
    let descriptor = open(path, O_WRONLY | O_TRUNC)
    guard descriptor >= 0 else { throw POSIXError(.EIO) }
    defer { close(descriptor) }
    guard write(descriptor, bytes.baseAddress, bytes.count) == bytes.count else {
      throw POSIXError(.EIO)
    }
  }
}

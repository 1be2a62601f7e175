import ArgumentParser
import Continuum
import Foundation

/// What the command takes from the process's environment; nothing else reads it.
struct Environment {
  /// The folder with data where none is named: `CONTINUUM_DATA`.
  let data: String?
  /// Where compiled kernels, measured choices and unpacked data sets are kept: below
  /// `XDG_CACHE_HOME`, else below `HOME`, as far as that can be written.
  let cache: CacheDirectory

  /// - Parameters:
  ///   - variables: the environment's variables by name.
  ///   - cache: the folders that can be used.
  init(_ variables: [String: String], _ cache: CacheDirectory) {
    data = variables["CONTINUUM_DATA"]
    self.cache = cache
  }

  /// The folder that was named, else the one with data.
  ///
  /// - Throws: `RunError.usage` where there is neither.
  func folder(_ named: String?, expected: String) throws(RunError) -> String {
    guard let folder = named ?? data else {
      throw .usage(
        setting: "data", found: "no folder", expected: expected, advice: "name the folder")
    }
    return folder
  }
}

/// A command that reads or keeps files outside of the folders that its arguments name, or loads OpenCL,
/// whose drivers do.
protocol EnvironmentCommand: ParsableCommand {
  func run(in environment: Environment) throws
}

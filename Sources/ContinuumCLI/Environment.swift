import ArgumentParser
import Continuum
import Foundation

/// What the command takes from the process's environment; nothing else reads it.
struct Environment {
  /// The folder with data where none is named: `CONTINUUM_DATA`.
  let data: String?
  /// Where compiled kernels, measured choices and unpacked data sets are kept: below
  /// `XDG_CACHE_HOME`, else below `HOME`.
  let cache: CacheDirectory

  /// - Parameter variables: the environment's variables by name.
  init(_ variables: [String: String]) {
    data = variables["CONTINUUM_DATA"]
    cache = CacheDirectory(environment: variables)
  }
}

/// A command that reads or keeps files outside of the folders that its arguments name.
protocol EnvironmentCommand: ParsableCommand {
  func run(in environment: Environment) throws
}

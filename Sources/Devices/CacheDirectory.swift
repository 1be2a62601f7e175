/// Where the library keeps what it can make again: compiled kernels, measured choices, unpacked
/// data sets, a rendered stand-in.
public struct CacheDirectory: Sendable, Hashable {
  /// The folder; nil keeps nothing between two processes.
  public let path: String?

  /// Compiled kernels.
  package var kernels: String?
  /// What was measured on each device.
  package var tuning: String?
  /// Files of data sets that were compressed.
  package var datasets: String?

  public init(_ path: String?) {
    self.path = path
    kernels = path.map { "\($0)/kernels" }
    tuning = path.map { "\($0)/tuning" }
    datasets = path.map { "\($0)/datasets" }
  }

  /// The user's: `$XDG_CACHE_HOME/continuum`, else `$HOME/.cache/continuum`, else none.
  ///
  /// - Parameter environment: variables of the environment by name.
  public init(environment: [String: String]) {
    // The XDG rule: a relative path counts as unset.
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      self.init("\(base)/continuum")
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      self.init("\(home)/.cache/continuum")
    } else {
      self.init(nil)
    }
  }

  /// No folder.
  public static let none = CacheDirectory(nil)
}

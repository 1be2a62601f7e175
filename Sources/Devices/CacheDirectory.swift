/// Where the library keeps what it can make again: compiled kernels, measured choices, unpacked
/// data sets, a rendered stand-in.
public struct CacheDirectory: Sendable, Hashable {
  /// The folder; nil keeps nothing between two processes.
  public let path: String?

  public init(_ path: String?) {
    self.path = path
  }

  /// The user's: `$XDG_CACHE_HOME/continuum`, else `$HOME/.cache/continuum`, else none.
  ///
  /// - Parameter environment: variables of the environment by name.
  public init(environment: [String: String]) {
    // The XDG rule: a relative path counts as unset.
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      path = "\(base)/continuum"
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      path = "\(home)/.cache/continuum"
    } else {
      path = nil
    }
  }

  /// No folder.
  public static let none = CacheDirectory(nil)

  /// Compiled kernels.
  package var kernels: String? { folder("kernels") }
  /// What was measured on each device.
  package var tuning: String? { folder("tuning") }
  /// Files of data sets that were compressed.
  package var datasets: String? { folder("datasets") }

  private func folder(_ name: String) -> String? { path.map { "\($0)/\(name)" } }
}

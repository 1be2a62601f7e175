/// The version of the library, as `environment.json` and `continuum --version` have it.
public enum Version {
  /// A commit that is tagged as a release has this as its tag, with or without a `v` in front.
  public static let current = "0.2.0"
}

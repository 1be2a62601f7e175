/// What version of the library this is, as `environment.json` has it.
public enum Version {
  public static let current = "0.1.0"
}

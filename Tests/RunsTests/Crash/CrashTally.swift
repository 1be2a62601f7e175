/// Counts what was tried, and prints it where every call was.
struct CrashTally {
  private let title: String
  private var tried: [String: Int] = [:]
  private var errors = 0
  private var recovered = 0

  init(_ title: String) { self.title = title }

  /// Adds a disturbed life: what disturbed it, whether it ended with an error, and whether the run then went
  /// on and ended with the bytes of an undisturbed one.
  mutating func add(_ cause: String, isError: Bool, isRecovered: Bool) {
    tried[cause, default: 0] += 1
    if isError { errors += 1 }
    if isRecovered { recovered += 1 }
  }

  func report() {
    guard Scenario.isWhole else { return }
    let causes = tried.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    print(
      "\(title): \(tried.values.reduce(0, +)) tried (\(causes.joined(separator: ", "))), \(errors) ended "
        + "with an error, \(recovered) went on to the bytes of an undisturbed run")
  }
}

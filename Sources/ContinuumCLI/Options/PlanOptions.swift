import ArgumentParser
import Continuum

/// Options that print the plan of a step instead of computing it.
struct PlanOptions: ParsableArguments {
  @Flag(help: "Print the step's plan and its memory, and stop.")
  var printPlan = false

  @Flag(help: "Print the plan too, with why algorithms before the chosen ones were passed over.")
  var explain = false

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      """
      Print the plan for a GPU that need not be here, with the time that each launch is predicted to \
      take: \(KnownDevice.allCases.map(\.rawValue).joined(separator: ", ")).
      """, valueName: "name"),
    transform: { try KnownDevice(option: $0) })
  var device: KnownDevice?

  @Option(
    help: ArgumentHelp(
      """
      Print the plan too, and write each of its programs as NNN-<file>.cl, with its -D options in \
      NNN-<file>.options, into a new or empty folder.
      """, valueName: "folder"))
  var kernels: String?

  /// What to print; nil where no plan is asked for.
  var form: PlanSummary.Form? {
    guard printPlan || explain || device != nil || kernels != nil else { return nil }
    return PlanSummary.Form(explained: explain, device: device, kernels: kernels)
  }
}

extension KnownDevice {
  /// Reads the value of `--as`.
  fileprivate init(option text: String) throws(OptionValueError) {
    do throws(RunError) {
      try self.init(argument: text, of: "as")
    } catch {
      throw OptionValueError(reason: error)
    }
  }
}

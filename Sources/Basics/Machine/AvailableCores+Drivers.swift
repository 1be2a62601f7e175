extension AvailableCores {
  /// The variables by which OpenCL drivers for CPUs are told how many threads to start: pocl up to version
  /// 3 and after it, Intel's runtime, llvmpipe.
  private static let driverVariables = [
    "POCL_MAX_PTHREAD_COUNT", "POCL_CPU_MAX_CU_COUNT", "DPCPP_CPU_NUM_CUS", "LP_NUM_THREADS",
  ]

  /// What drivers for CPUs have to be told before they are loaded, by the variable's name: by themselves
  /// they start a thread for every core of the machine. Empty where all of them may be used.
  ///
  /// - Parameters:
  ///   - processors: the cores of the machine.
  ///   - given: variables of the environment; what is set there stays.
  package func driverThreads(processors: Int, given: [String: String]) -> [String: Int] {
    guard parallelism < processors else { return [:] }
    let names = Self.driverVariables.filter { given[$0] == nil }
    return Dictionary(uniqueKeysWithValues: names.map { ($0, parallelism) })
  }
}

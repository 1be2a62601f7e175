import Basics
import Testing

/// Drivers for CPUs are told how many threads to start where that is not all cores of the machine.
@Suite struct DriverThreadsTests {
  /// Cores, quota, processors, threads; 0 where drivers are told nothing.
  @Test(
    arguments: [
      (64, nil, 64, 0), (64, 64.0, 64, 0), (64, 2.0, 64, 2), (64, 1.5, 64, 2), (64, 0.5, 64, 1),
      (4, nil, 64, 4), (4, 8.0, 64, 4), (2, nil, 2, 0), (2, 1.0, 2, 1),
    ] as [(Int, Double?, Int, Int)])
  func areAsManyAsTheQuota(count: Int, quota: Double?, processors: Int, threads: Int) {
    let cores = AvailableCores(count: count, quota: quota)
    let told = cores.driverThreads(processors: processors, given: [:])
    #expect(told["POCL_MAX_PTHREAD_COUNT"] == (threads == 0 ? nil : threads))
    #expect(Set(told.values).count <= 1 && told.isEmpty == (threads == 0))
  }

  @Test func whatTheUserHasSetStays() {
    let cores = AvailableCores(count: 64, quota: 2)
    let told = cores.driverThreads(processors: 64, given: ["POCL_MAX_PTHREAD_COUNT": "7"])
    #expect(told["POCL_MAX_PTHREAD_COUNT"] == nil && told["DPCPP_CPU_NUM_CUS"] == 2)
  }
}

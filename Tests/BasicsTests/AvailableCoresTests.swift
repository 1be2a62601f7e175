import Basics
import Foundation
import TestFiles
import Testing

@Suite struct AvailableCoresTests {
  /// What is read from files below a folder, which stands for the root.
  private func cores(_ files: [String: String]) throws -> AvailableCores? {
    var cores: AvailableCores?
    try withFolder { folder in
      for (path, text) in files {
        let place = URL(fileURLWithPath: folder + path)
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: place)
      }
      cores = AvailableCores.current(root: folder)
    }
    return cores
  }

  private func quota(_ files: [String: String]) throws -> Double? { try cores(files)?.quota }

  /// Files with the lines of a machine that has other mounts too.
  private func files(cgroup: String, mounts: String, _ more: [String: String]) -> [String: String] {
    let other = "22 27 0:21 / /proc rw,relatime - proc proc rw\n"
    return ["/proc/self/cgroup": cgroup + "\n", "/proc/self/mountinfo": other + mounts + "\n"]
      .merging(more) { $1 }
  }

  private static let unified =
    "35 30 0:31 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate"

  @Test(arguments: [
    ("200000 100000\n", 2.0), ("150000 100000\n", 1.5), ("5000 10000\n", 0.5),
    ("max 100000\n", nil), ("", nil), ("nonsense\n", nil), ("100 0\n", nil), ("-1 100000\n", nil),
  ])
  func aContainerOfVersion2(content: String, expected: Double?) throws {
    let found = try quota(
      files(cgroup: "0::/", mounts: Self.unified, ["/sys/fs/cgroup/cpu.max": content]))
    #expect(found == expected)
  }

  /// The narrowest limit on the way up counts; a group's neighbours do not.
  @Test func groupsAboveLimitToo() throws {
    let found = try quota(
      files(
        cgroup: "0::/user.slice/job.scope", mounts: Self.unified,
        [
          "/sys/fs/cgroup/user.slice/cpu.max": "300000 100000\n",
          "/sys/fs/cgroup/user.slice/job.scope/cpu.max": "max 100000\n",
          "/sys/fs/cgroup/user.slice/other.scope/cpu.max": "100000 100000\n",
        ]))
    #expect(found == 3)
  }

  @Test(arguments: [("250000", 2.5), ("-1", nil), ("0", nil)])
  func version1(content: String, expected: Double?) throws {
    let found = try quota(
      files(
        cgroup: "9:name=systemd:/\n4:cpu,cpuacct:/jobs/7\n0::/",
        mounts: """
          33 31 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
          32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
          41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
          """,
        [
          "/sys/fs/cgroup/cpu,cpuacct/jobs/7/cpu.cfs_quota_us": content + "\n",
          "/sys/fs/cgroup/cpu,cpuacct/jobs/7/cpu.cfs_period_us": "100000\n",
          "/sys/fs/cgroup/cpuset/jobs/7/cpu.cfs_quota_us": "1000\n",
        ]))
    #expect(found == expected)
  }

  /// The container sees its own group at the mount, and its path is the machine's, another one, or
  /// above what it sees.
  @Test(arguments: ["/docker/1f", "/docker/1f/", "/elsewhere", "/../..", "/"])
  func aContainerWithTheMachinesPaths(path: String) throws {
    let found = try quota(
      files(
        cgroup: "3:cpuacct,cpu:\(path)",
        mounts:
          "32 31 0:29 /docker/1f /sys/fs/cgroup/cpu ro,relatime - cgroup cgroup rw,cpuacct,cpu",
        [
          "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "50000\n",
          "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ]))
    #expect(found == 0.5)
  }

  @Test func withoutControlGroups() throws {
    let nothing = try quota([:])
    let damaged = try quota(files(cgroup: "0:", mounts: "a b c - cgroup2", [:]))
    #expect(nothing == nil && damaged == nil)
  }

  @Test(arguments: [
    ("3", 2), ("1", 1), ("ff,ffffffff", 40), ("00000000,00000000,80000001", 2), ("a5", 4),
  ])
  func theSchedulersMaskIsCounted(mask: String, count: Int) throws {
    let status = "Name:\tcontinuum\nCpus_allowed:\t\(mask)\nCpus_allowed_list:\t0-63\n"
    let found = try #require(try cores(["/proc/self/status": status]))
    #expect(found == AvailableCores(count: count, quota: nil))
  }

  @Test func thisProcessHasACore() {
    let cores = AvailableCores.current()
    #expect(cores.count >= 1 && cores.parallelism >= 1)
    #expect(cores.quota.map { $0 > 0 } ?? true)
  }

  /// Cores, quota, compute units of the device, threads.
  @Test(
    arguments: [
      (64, nil, 64, 64), (2, nil, 64, 2), (64, nil, 2, 2), (64, 2.0, 64, 0), (64, 63.5, 64, 0),
      (64, 64.0, 64, 64), (2, 4.0, 64, 2), (1, 0.5, 1, 0),
    ] as [(Int, Double?, Int, Int)])
  func threadsStayWithinWhatThereIs(count: Int, quota: Double?, units: Int, threads: Int) {
    let cores = AvailableCores(count: count, quota: quota)
    #expect(cores.idlePreventionThreads(computeUnits: units) == threads)
  }

  @Test func isDescribed() {
    #expect(AvailableCores(count: 1, quota: nil).description == "1 core")
    #expect(AvailableCores(count: 64, quota: 2).description.hasSuffix("allows the time of 2"))
    #expect(AvailableCores(count: 64, quota: 1.5).description.hasSuffix("allows the time of 1.5"))
    #expect(AvailableCores(count: 64, quota: 1.5).parallelism == 2)
    #expect(AvailableCores(count: 4, quota: 9).parallelism == 4)
    #expect(AvailableCores(count: 4, quota: 0.1).parallelism == 1)
  }
}

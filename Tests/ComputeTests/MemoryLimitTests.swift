import Compute
import Foundation
import Testing

/// The limit on memory as the files of a machine or a container say it.
@Suite struct MemoryLimitTests {
  private func limit(_ files: [String: String]) throws -> Int? {
    var limit: MemoryLimit?
    try withScratchDirectory { folder in
      for (path, text) in files {
        let place = URL(fileURLWithPath: folder + path)
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: place)
      }
      limit = MemoryLimit.current(root: folder)
    }
    return try #require(limit).bytes
  }

  private static let mounts = """
    31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
    32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
    35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
    41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw

    """

  /// No limit is `max` in version 2, and the largest multiple of a page in version 1.
  @Test(arguments: [
    ("2147483648\n", 2_147_483_648), ("max\n", nil), ("", nil), ("nonsense\n", nil), ("0\n", nil),
    ("-1\n", nil), ("9223372036854771712\n", nil), ("99999999999999999999\n", nil),
  ])
  func bothVersions(content: String, expected: Int?) throws {
    let one = try limit([
      "/proc/self/cgroup": "5:memory:/slurm/job_7\n4:cpu:/\n0::/\n",
      "/proc/self/mountinfo": Self.mounts,
      "/sys/fs/cgroup/memory/slurm/job_7/memory.limit_in_bytes": content,
      "/sys/fs/cgroup/cpu/memory.limit_in_bytes": "1000\n",
    ])
    let two = try limit([
      "/proc/self/cgroup": "0::/\n",
      "/proc/self/mountinfo":
        "35 30 0:31 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n",
      "/sys/fs/cgroup/memory.max": content,
    ])
    #expect(one == expected && two == expected)
  }

  /// The narrowest limit on the way up counts, in a container with the machine's paths too.
  @Test func groupsAboveLimitToo() throws {
    let nested = try limit([
      "/proc/self/cgroup": "0::/job/step\n",
      "/proc/self/mountinfo": "35 30 0:31 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
      "/sys/fs/cgroup/job/memory.max": "3000\n", "/sys/fs/cgroup/job/step/memory.max": "5000\n",
      "/sys/fs/cgroup/job/other/memory.max": "1000\n",
    ])
    let container = try limit([
      "/proc/self/cgroup": "5:memory:/docker/1f\n",
      "/proc/self/mountinfo":
        "35 31 0:32 /docker/1f /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "4000\n",
    ])
    #expect(nested == 3000 && container == 4000)
    #expect(try limit([:]) == nil)
  }

  @Test func whatIsTooMuchIsRefused() throws {
    try MemoryLimit(bytes: nil).check(.max)
    try MemoryLimit(bytes: 4096).check(4096)
    try MemoryLimit(bytes: 4096, used: 96).check(4000)
    #expect(throws: ComputeError.self) { try MemoryLimit(bytes: 4096, used: 97).check(4000) }
    let error = #expect(throws: ComputeError.self) {
      try MemoryLimit(bytes: 1 << 30).check(3 << 30)
    }
    let text = try #require(error).description
    #expect(text.contains("3.0 GiB") && text.contains("1.0 GiB") && text.contains("smaller batch"))
  }
}

/// The control groups of this process, of which each may limit its time on the cores and its memory.
///
/// Version 2 has the limits in `cpu.max` and `memory.max`, version 1 in `cpu.cfs_quota_us` and
/// `cpu.cfs_period_us`, and in `memory.limit_in_bytes`. The
/// groups above the process's own limit it too, as far as they can be seen from inside a container.
package struct ControlGroups {
  private let files: SystemFiles

  /// - Parameter root: the folder with `proc` and `sys`, for tests; empty is the file system's root.
  package init(root: String = "") {
    files = SystemFiles(root: root)
  }

  /// The cores' time of the narrowest limit; nil where there is none.
  package var quota: Double? {
    limits(of: .time) { folder, isUnified in
      isUnified ? unifiedQuota(folder) : separateQuota(folder)
    }
  }

  /// The bytes of memory of the narrowest limit; nil where there is none.
  package var memory: Int? {
    limits(of: .memory) { folder, isUnified in
      let name = isUnified ? "memory.max" : "memory.limit_in_bytes"
      let bytes = files.text("\(folder)/\(name)").split(whereSeparator: \.isWhitespace).first
      // `max`, and the multiple of a page just below 2⁶³, are no limits.
      return bytes.flatMap { Int($0) }.flatMap { (1..<1 << 60).contains($0) ? $0 : nil }
    }
  }

  /// The bytes of memory that this process has already, apart from files; 0 where the kernel does not say.
  package var used: Int {
    let name = "RssAnon:"
    let line = files.lines("/proc/self/status").first { $0.hasPrefix(name) } ?? ""
    let kibibytes = line.dropFirst(name.count).split(whereSeparator: \.isWhitespace).first
    return (kibibytes.flatMap { Int($0) } ?? 0) << 10
  }

  /// What a group can limit, by the name that version 1 has for it.
  private enum Controller: Substring {
    case time = "cpu"
    case memory
  }

  /// The narrowest limit of the process's group and those above it.
  private func limits<Value: Comparable>(
    of controller: Controller, _ read: (_ folder: String, _ isUnified: Bool) -> Value?
  ) -> Value? {
    let own = memberships
    let limits = mounts(of: controller).flatMap { mount -> [Value] in
      guard let path = own.first(where: { mount.holds($0) })?.path else { return [] }
      return mount.folders(of: path).compactMap { read($0, mount.isUnified) }
    }
    return limits.min()
  }

  /// A line of `/proc/self/cgroup`: `0::/PATH` of version 2, `4:cpu,cpuacct:/PATH` of version 1.
  private struct Membership {
    let controllers: [Substring]
    let path: Substring

    init?(_ line: Substring) {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return nil }
      controllers = fields[1].split(separator: ",")
      path = fields[2]
    }
  }

  /// A line of `/proc/self/mountinfo` with a hierarchy of control groups that has a controller:
  /// `32 31 0:29 /ROOT /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu`.
  private struct Mount {
    /// The group that is seen at the place.
    let root: Substring
    let place: Substring
    /// Whether it is of version 2.
    let isUnified: Bool
    private let controller: Substring

    init?(_ line: Substring, with controller: Controller) {
      self.controller = controller.rawValue
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count >= dash + 4 else {
        return nil
      }
      isUnified = fields[dash + 1] == "cgroup2"
      let isSeparate =
        fields[dash + 1] == "cgroup"
        && fields[dash + 3].split(separator: ",")
          .contains(controller.rawValue)
      guard isUnified || isSeparate else { return nil }
      (root, place) = (fields[3], fields[4])
    }

    func holds(_ membership: Membership) -> Bool {
      isUnified ? membership.controllers.isEmpty : membership.controllers.contains(controller)
    }

    /// The folders of a group and of those above it.
    func folders(of path: Substring) -> [String] {
      var names = path.split(separator: "/")
      let above = root.split(separator: "/")
      // A container may see its own group as the topmost one, while the path is still the machine's.
      names = names.starts(with: above) ? Array(names.dropFirst(above.count)) : []
      if names.contains("..") { names = [] }
      return (0...names.count).map { count in
        ([String(place)] + names.prefix(count).map(String.init)).joined(separator: "/")
      }
    }
  }

  private var memberships: [Membership] {
    files.lines("/proc/self/cgroup").compactMap { Membership($0) }
  }

  private func mounts(of controller: Controller) -> [Mount] {
    files.lines("/proc/self/mountinfo").compactMap { Mount($0, with: controller) }
  }

  private func unifiedQuota(_ folder: String) -> Double? {
    let words = files.text("\(folder)/cpu.max").split(whereSeparator: \.isWhitespace)
    return words.count == 2 ? Self.ratio(words[0], words[1]) : nil
  }

  private func separateQuota(_ folder: String) -> Double? {
    let words = ["quota", "period"].flatMap {
      files.text("\(folder)/cpu.cfs_\($0)_us").split(whereSeparator: \.isWhitespace)
    }
    return words.count == 2 ? Self.ratio(words[0], words[1]) : nil
  }

  /// Nil for `max` and -1, which are no limits.
  private static func ratio(_ quota: Substring, _ period: Substring) -> Double? {
    guard let quota = Double(quota), let period = Double(period), quota > 0, period > 0,
      quota.isFinite, period.isFinite
    else { return nil }
    return quota / period
  }
}

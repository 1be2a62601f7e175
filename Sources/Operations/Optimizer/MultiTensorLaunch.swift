import Basics
import Graphs
import Kernels

/// The same work on several arrays of different lengths, in as few launches as the kernel's
/// arguments allow: the host's side of `Members.cl`.
struct MultiTensorLaunch {
  /// One array with what belongs to it.
  struct Member {
    let tensors: [KernelLaunch.Argument]
    let count: Int
    /// Numbers behind the count.
    var others: [KernelLaunch.Argument] = []

    fileprivate func arguments(count: Int) -> [KernelLaunch.Argument] {
      tensors + [.int(Int32(count))] + others
    }
  }

  /// Elements that a work-item (on a CPU) or a work-group (on a GPU) takes at a time: whole vectors
  /// of any width, and enough to hide finding the member.
  private static let block = 1024
  /// The members that `Members.cl` has room for.
  private static let capacity = 16
  /// The bytes of arguments that every device takes: `CL_DEVICE_MAX_PARAMETER_SIZE` is at least this.
  private static let argumentBytes = 1024

  let source: KernelSource
  let function: String
  let members: [Member]
  /// Arguments that all members share: tensors, and numbers behind the number of blocks.
  let shared: [KernelLaunch.Argument]
  var others: [KernelLaunch.Argument] = []
  /// Whether a launch is also told, last of all, how many work-groups those before it have.
  var countsGroups = false

  /// The members of each launch: shared out evenly over the fewest launches whose arguments stay
  /// within `argumentBytes`.
  private var room: Int {
    let common = Self.bytes(arguments(behind: 0, after: 0))
    let each = members.map { Self.bytes($0.arguments(count: 0)) }.max() ?? 0
    let most = min(Self.capacity, (Self.argumentBytes - common) / max(each, 1))
    let launches = members.count.dividedRoundingUp(by: most)
    return (members.count + launches - 1) / max(launches, 1)
  }

  /// What the program is compiled with.
  var constants: [String: Int] { ["MEMBERS": room, "BLOCK": Self.block] }

  /// The launches, all of one program: the last fills up with its first member and the count 0.
  func launches(for device: DeviceTraits) -> [Launch] {
    let room = room
    let kernel = KernelSpecification(source, function, constants: constants)
    var groups = 0
    return stride(from: 0, to: members.count, by: room).map { first in
      let some = members[first..<min(first + room, members.count)]
      let filled = Array(repeating: members[first], count: room - some.count)
      let blocks = some.reduce(0) { $0 + ($1.count + Self.block - 1) / Self.block }
      let grid = grid(elements: some.reduce(0) { $0 + $1.count }, blocks: blocks, device)
      defer { groups += grid.global[0] / grid.local[0] }
      return .kernel(
        KernelLaunch(
          kernel,
          some.flatMap { $0.arguments(count: $0.count) }
            + filled.flatMap { $0.arguments(count: 0) } + arguments(behind: blocks, after: groups),
          global: grid.global, local: grid.local))
    }
  }

  private func arguments(behind blocks: Int, after groups: Int) -> [KernelLaunch.Argument] {
    shared + [.int(Int32(blocks))] + others + (countsGroups ? [.int(Int32(groups))] : [])
  }

  private func grid(
    elements: Int, blocks: Int, _ device: DeviceTraits
  ) -> (global: [Int], local: [Int]) {
    guard device.family == .gpu else { return device.elements(elements) }
    let group = min(256, device.maximumWorkGroupSize)
    return ([max(1, min(blocks, 2048)) * group], [group])
  }

  /// A tensor is a pointer and an offset of eight bytes each, a number has four bytes.
  private static func bytes(_ arguments: [KernelLaunch.Argument]) -> Int {
    arguments.reduce(0) { sum, argument in
      switch argument {
      case .input, .output, .workspace: sum + 16
      case .int, .float: sum + 4
      }
    }
  }
}

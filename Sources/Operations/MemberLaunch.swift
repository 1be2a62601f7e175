import Graphs
import Kernels

/// The same work on several arrays of different lengths, in as few launches as the kernel's
/// arguments allow: the host's side of `Members.cl`.
struct MemberLaunch {
  /// One array with what belongs to it.
  struct Member {
    let tensors: [KernelLaunch.Argument]
    let count: Int
    var numbers: [Float] = []

    fileprivate func arguments(count: Int) -> [KernelLaunch.Argument] {
      tensors + [.int(Int32(count))] + numbers.map { .float($0) }
    }
  }

  /// Elements that a work-item (on a CPU) or a work-group (on a GPU) takes at a time: whole vectors
  /// of any width, and enough to hide finding the member.
  private static let block = 1024
  /// The bytes of arguments that every device takes: `CL_DEVICE_MAX_PARAMETER_SIZE` is at least this.
  private static let argumentBytes = 1024

  let source: KernelSource
  let function: String
  let members: [Member]
  /// Arguments that all members share: tensors, and numbers behind the number of blocks.
  let shared: [KernelLaunch.Argument]
  var numbers: [Float] = []

  /// The most members that one launch has room for.
  private var capacity: Int {
    let common = Self.bytes(arguments(behind: 0))
    let each = members.map { Self.bytes($0.arguments(count: 0)) }.max() ?? 0
    return (Self.argumentBytes - common) / max(each, 1)
  }

  /// One launch for each `capacity` members. All run the same program: a launch with fewer members
  /// fills the rest with its first one and the count 0.
  func launches(for device: DeviceTraits) -> [Launch] {
    let capacity = capacity
    let kernel = KernelSpecification(
      source, function, constants: ["MEMBERS": capacity, "BLOCK": Self.block])
    return stride(from: 0, to: members.count, by: capacity).map { first in
      let some = members[first..<min(first + capacity, members.count)]
      let filled = Array(repeating: members[first], count: capacity - some.count)
      let blocks = some.reduce(0) { $0 + ($1.count + Self.block - 1) / Self.block }
      let grid = grid(elements: some.reduce(0) { $0 + $1.count }, blocks: blocks, device)
      return .kernel(
        KernelLaunch(
          kernel,
          some.flatMap { $0.arguments(count: $0.count) }
            + filled.flatMap { $0.arguments(count: 0) } + arguments(behind: blocks),
          global: grid.global, local: grid.local))
    }
  }

  private func arguments(behind blocks: Int) -> [KernelLaunch.Argument] {
    shared + [.int(Int32(blocks))] + numbers.map { .float($0) }
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

import Basics
import Graphs
import Kernels

/// The same computation on several tensors of different lengths, in as few launches as the limit on
/// kernel arguments allows: the host's side of `MultiTensor.cl`.
struct MultiTensorLaunch {
  /// One tensor, along with others of its length that belong to it.
  struct Entry {
    let operands: [KernelLaunch.Argument]
    let count: Int
    /// The kernel's arguments after the count.
    var scalars: [KernelLaunch.Argument] = []

    fileprivate func arguments(count: Int) -> [KernelLaunch.Argument] {
      operands + [.int(Int32(count))] + scalars
    }
  }

  /// Consecutive elements of one tensor that a work-item (on a CPU) or a work-group (on a GPU) processes
  /// at a time: whole vectors of any width, and enough to amortise the search for the tensor.
  private static let block = 1024
  /// The most tensors that `MultiTensor.cl` supports.
  private static let capacity = 16
  /// The bytes of arguments that every device accepts: the least `CL_DEVICE_MAX_PARAMETER_SIZE`.
  private static let argumentBytes = 1024

  let source: KernelSource
  let function: String
  /// - Precondition: not empty.
  let tensors: [Entry]
  /// Operands that all tensors share.
  let shared: [KernelLaunch.Argument]
  /// The kernel's arguments after the number of blocks.
  var scalars: [KernelLaunch.Argument] = []
  /// Whether the last argument is the number of work-groups in earlier launches.
  var countsGroups = false

  /// The tensors of each launch: divided evenly among the fewest launches whose arguments fit into
  /// `argumentBytes`.
  private var room: Int {
    let common = Self.bytes(arguments(blocks: 0, earlierGroups: 0))
    guard let each = tensors.map({ Self.bytes($0.arguments(count: 0)) }).max() else {
      preconditionFailure("\(function): a launch over no tensors")
    }
    let most = min(Self.capacity, (Self.argumentBytes - common) / each)
    let launches = tensors.count.dividedRoundingUp(by: most)
    return tensors.count.dividedRoundingUp(by: launches)
  }

  /// The constants that the program is compiled with.
  var constants: [String: Int] { ["TENSORS": room, "BLOCK": Self.block] }

  /// The launches, all of one program: the last is padded with its first tensor and the count 0.
  func launches(for device: DeviceTraits) -> [Launch] {
    let room = room
    let kernel = KernelSpecification(source, function, constants: constants)
    var groups = 0
    return stride(from: 0, to: tensors.count, by: room).map { first in
      let used = tensors[first..<min(first + room, tensors.count)]
      let padding = Array(repeating: tensors[first], count: room - used.count)
      let blocks = used.reduce(0) { $0 + $1.count.dividedRoundingUp(by: Self.block) }
      let grid = grid(elements: used.reduce(0) { $0 + $1.count }, blocks: blocks, device)
      defer { groups += grid.global[0] / grid.local[0] }
      return .kernel(
        kernel,
        used.flatMap { $0.arguments(count: $0.count) }
          + padding.flatMap { $0.arguments(count: 0) }
          + arguments(blocks: blocks, earlierGroups: groups), on: grid)
    }
  }

  /// The arguments after those of the tensors.
  private func arguments(blocks: Int, earlierGroups: Int) -> [KernelLaunch.Argument] {
    shared + [.int(Int32(blocks))] + scalars
      + (countsGroups ? [.int(Int32(earlierGroups))] : [])
  }

  private func grid(
    elements: Int, blocks: Int, _ device: DeviceTraits
  ) -> (global: [Int], local: [Int]) {
    guard device.family == .gpu else { return device.elements(elements) }
    let group = min(256, device.maximumWorkGroupSize)
    return ([max(1, min(blocks, 2048)) * group], [group])
  }

  /// A tensor is a pointer and an offset of eight bytes each, a scalar has four bytes.
  private static func bytes(_ arguments: [KernelLaunch.Argument]) -> Int {
    arguments.reduce(0) { sum, argument in
      switch argument {
      case .input, .output, .workspace: sum + 16
      case .int, .float: sum + 4
      }
    }
  }
}

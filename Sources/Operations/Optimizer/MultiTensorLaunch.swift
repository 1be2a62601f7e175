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

  /// What may be numbered over all launches.
  enum Counted {
    case groups
    case blocks
  }

  /// Consecutive elements of one tensor that a work-item (on a CPU) or a work-group (on a GPU) processes
  /// at a time: whole vectors of any width, and enough to amortise the search for the tensor.
  private static let block = 1024
  /// The most tensors that `MultiTensor.cl` supports.
  private static let capacity = 64

  let source: KernelSource
  let function: String
  /// - Precondition: not empty.
  let tensors: [Entry]
  /// Operands that all tensors share.
  let shared: [KernelLaunch.Argument]
  /// The kernel's arguments after the number of blocks.
  var scalars: [KernelLaunch.Argument] = []
  /// What the last argument counts in earlier launches; nil for no such argument.
  var counting: Counted?
  /// Constants of the kernel in addition to those of `MultiTensor.cl`.
  var options: [String: Int] = [:]

  /// The tensors of each launch: divided evenly among the fewest launches whose arguments the device
  /// accepts.
  private func room(for device: DeviceTraits) -> Int {
    let common = Self.bytes(arguments(blocks: 0, earlier: 0))
    guard let each = tensors.map({ Self.bytes($0.arguments(count: 0)) }).max() else {
      preconditionFailure("\(function): a launch over no tensors")
    }
    let most = min(Self.capacity, (device.maximumArgumentBytes - common) / each)
    let launches = tensors.count.dividedRoundingUp(by: most)
    return tensors.count.dividedRoundingUp(by: launches)
  }

  /// The constants that the program is compiled with.
  func constants(for device: DeviceTraits) -> [String: Int] {
    Self.constants(tensors: room(for: device)).merging(options) { $1 }
  }

  /// The constants of `MultiTensor.cl`.
  ///
  /// - Parameter tensors: those that a launch has room for.
  static func constants(tensors: Int) -> [String: Int] { ["TENSORS": tensors, "BLOCK": block] }

  /// The constants of a kernel whose old values may be in the memory of the new ones.
  static func constants(_ isInPlace: Bool) -> [String: Int] { isInPlace ? ["IN_PLACE": 1] : [:] }

  /// The blocks of all tensors.
  var blocks: Int { tensors.reduce(0) { $0 + $1.count.dividedRoundingUp(by: Self.block) } }

  /// The launches, all of one program: the last is padded with its first tensor and the count 0.
  func launches(for device: DeviceTraits) -> [Launch] {
    let room = room(for: device)
    let kernel = KernelSpecification(source, function, constants: constants(for: device))
    var earlier = 0
    return stride(from: 0, to: tensors.count, by: room).map { first in
      let used = tensors[first..<min(first + room, tensors.count)]
      let padding = Array(repeating: tensors[first], count: room - used.count)
      let blocks = used.reduce(0) { $0 + $1.count.dividedRoundingUp(by: Self.block) }
      let grid = grid(elements: used.reduce(0) { $0 + $1.count }, blocks: blocks, device)
      defer { earlier += counting == .blocks ? blocks : grid.global[0] / grid.local[0] }
      return .kernel(
        kernel,
        used.flatMap { $0.arguments(count: $0.count) }
          + padding.flatMap { $0.arguments(count: 0) }
          + arguments(blocks: blocks, earlier: earlier), on: grid)
    }
  }

  /// The arguments after those of the tensors.
  private func arguments(blocks: Int, earlier: Int) -> [KernelLaunch.Argument] {
    shared + [.int(Int32(blocks))] + scalars + (counting == nil ? [] : [.int(Int32(earlier))])
  }

  private func grid(
    elements: Int, blocks: Int, _ device: DeviceTraits
  ) -> (global: [Int], local: [Int]) {
    guard device.family == .gpu else { return device.elements(elements) }
    let group = Self.group(of: device)
    return ([max(1, min(blocks, 2048)) * group], [group])
  }

  /// The work-items of a work-group: a power of two on a GPU, 1 on a CPU.
  static func group(of device: DeviceTraits) -> Int {
    device.family == .gpu ? ChannelGrid.powerOfTwo(upTo: min(256, device.maximumWorkGroupSize)) : 1
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

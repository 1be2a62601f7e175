import Basics

/// Offsets in one arena for every value that is neither a leaf nor kept in a variable.
///
/// Values that share memory (aliases, in-place pairs) form a block. A block is live from the first step
/// that writes it to the last that reads it. Blocks are placed largest first, each at the lowest offset
/// that no block with an overlapping lifetime occupies.
struct MemoryPlan {
  /// Offsets are multiples of this many bytes, enough for every vector load and a GPU's transactions.
  static let alignment = 256

  let values: [Plan.Value]
  let steps: [Plan.Step]
  let arenaBytes: Int

  private struct Block {
    var bytes: Int
    var first: Int
    var last: Int
    var offset = 0
  }

  init(_ lowered: LoweredGraph) {
    let lastUse = Self.lastUses(lowered)
    var blocks: [Block] = []
    var blockOf: [Int: Int] = [:]
    var sharedFixed = lowered.fixed
    var workspaceBlocks: [[Int]] = []

    for (number, step) in lowered.steps.enumerated() {
      for (position, output) in step.outputs.enumerated() where sharedFixed[output] == nil {
        let end = lastUse[output] ?? number
        if let alias = step.lowering.aliases.first(where: { $0.output == position }) {
          let input = step.inputs[alias.input]
          if let block = blockOf[input] {
            blockOf[output] = block
            blocks[block].last = max(blocks[block].last, end)
          } else if let place = sharedFixed[input] {
            sharedFixed[output] = place
          } else {
            preconditionFailure(
              "\(step.label) (\(step.operation.name)) renames a value that has no memory")
          }
          continue
        }
        if let block = Self.reusable(step, position, blocks, blockOf, lowered.specs, number) {
          blockOf[output] = block
          blocks[block].last = end
          continue
        }
        blockOf[output] = blocks.count
        blocks.append(Block(bytes: lowered.specs[output].byteCount, first: number, last: end))
      }
      workspaceBlocks.append(
        step.lowering.workspace.map {
          blocks.append(Block(bytes: $0, first: number, last: number))
          return blocks.count - 1
        })
    }
    arenaBytes = Self.place(&blocks)

    values = lowered.specs.indices.map { index in
      let storage = sharedFixed[index] ?? blockOf[index].map { .arena(offset: blocks[$0].offset) }
      guard let storage else {
        preconditionFailure("value \(index) of the plan, \(lowered.specs[index]), has no memory")
      }
      return Plan.Value(spec: lowered.specs[index], storage: storage)
    }
    var released = Array(repeating: [Int](), count: lowered.steps.count)
    for (value, step) in lastUse where step < lowered.steps.count { released[step].append(value) }
    steps = lowered.steps.enumerated().map { number, step in
      Plan.Step(
        operation: step.operation, label: step.label, inputs: step.inputs, outputs: step.outputs,
        launches: step.lowering.launches, algorithm: step.lowering.algorithm,
        workspace: workspaceBlocks[number].map { blocks[$0].offset },
        workspaceBytes: step.lowering.workspace,
        released: released[number].sorted())
    }
  }

  /// The last step that reads each value; one past the end where it is read after the last step.
  private static func lastUses(_ lowered: LoweredGraph) -> [Int: Int] {
    var last: [Int: Int] = [:]
    for (number, step) in lowered.steps.enumerated() {
      for value in step.inputs + step.outputs { last[value] = number }
    }
    for value in lowered.kept { last[value] = lowered.steps.count }
    for copy in lowered.inPlaceAssignments { last[copy.value] = lowered.steps.count }
    return last
  }

  /// The block of an input that nothing reads after this step and that the output may overwrite.
  private static func reusable(
    _ step: LoweredGraph.Step, _ position: Int, _ blocks: [Block], _ blockOf: [Int: Int],
    _ specs: [TensorSpec], _ number: Int
  ) -> Int? {
    for pair in step.lowering.inPlace where pair.output == position {
      let input = step.inputs[pair.input]
      guard let block = blockOf[input], blocks[block].last == number,
        specs[input].byteCount == specs[step.outputs[position]].byteCount,
        // As another operand, the same tensor would be overwritten while it is read.
        step.inputs.enumerated().allSatisfy({
          $0.offset == pair.input || blockOf[$0.element] != block
        })
      else { continue }
      return block
    }
    return nil
  }

  /// Gives every block its offset and returns the arena's size.
  private static func place(_ blocks: inout [Block]) -> Int {
    var placed: [Int] = []
    var end = 0
    let order = blocks.indices.sorted {
      (blocks[$1].bytes, $0) < (blocks[$0].bytes, $1)
    }
    for index in order where blocks[index].bytes > 0 {
      let block = blocks[index]
      let neighbours =
        placed.filter { blocks[$0].first <= block.last && block.first <= blocks[$0].last }
        .sorted { blocks[$0].offset < blocks[$1].offset }
      var offset = 0
      for neighbour in neighbours {
        if offset + block.bytes <= blocks[neighbour].offset { break }
        let free = blocks[neighbour].offset + blocks[neighbour].bytes
        offset = max(offset, free.roundedUp(toMultipleOf: alignment))
      }
      blocks[index].offset = offset
      end = max(end, offset + block.bytes)
      placed.append(index)
    }
    return end
  }
}

import Basics

/// What the CPU family's general matrix product costs for each step of K, in halves of a vector
/// multiply-add, as measured.
struct MatrixProductCPUCost {
  /// Micro-panels and register tiles in a column that the whole product has.
  let microPanels: Int
  let rowTiles: Int
  /// The multiply-adds of one register tile.
  let multiply: Int
  /// Packing the rows of one register tile from A, and one micro-panel from B, which is repeated after
  /// every `tilesPerPanelA` register tiles.
  let packA: Int
  let packB: Int
  let tilesPerPanelA: Int
  /// The most register tiles that a work-item may have, so that its part of C stays in the cache.
  let mostTiles: Int
  let cores: Int

  /// The micro-panels and register tiles in a column of a work-item with which the cores, to which
  /// work-items are dealt in turn, finish first; smaller work-items where they cost next to nothing.
  ///
  /// - Parameter given: the micro-panels that a record asks for.
  func cheapest(microPanels given: Int?) -> (microPanels: Int, rowTiles: Int) {
    var best = (cost: Int.max, microPanels: 1, rowTiles: 1)
    let most = 2 * cores
    for itemsDown in 1...max(1, min(rowTiles, most)) {
      let height = rowTiles.dividedRoundingUp(by: itemsDown)
      let fewest = microPanels.dividedRoundingUp(by: max(1, min(microPanels, mostTiles / height)))
      for itemsAcross in fewest...max(fewest, min(microPanels, fewest + most)) {
        let width = max(
          1, min(microPanels, given ?? microPanels.dividedRoundingUp(by: itemsAcross)))
        let items =
          microPanels.dividedRoundingUp(by: width) * rowTiles.dividedRoundingUp(by: height)
        let item =
          height * width * multiply + height * packA
          + width * packB * height.dividedRoundingUp(by: tilesPerPanelA)
        // The core that finishes last keeps the others waiting for some of its last work-item.
        let cost = items.dividedRoundingUp(by: cores) * item + item / 32
        if cost < best.cost { best = (cost, width, height) }
      }
    }
    precondition(best.cost < Int.max, "matrixProduct: no work-items for \(self)")
    return (best.microPanels, best.rowTiles)
  }
}

/// The toys of one seed: ten instances of each category, each with its own proportions.
package struct SceneCatalogue: Sendable {
  /// The seed of the proportions.
  package let seed: UInt64
  /// The toys, category by category.
  let toys: [Toy]

  /// The same seed gives the same toys on every machine.
  package init(seed: UInt64) {
    self.seed = seed
    toys = ToyCategory.allCases.flatMap { category in
      (0..<Scene.instanceCount).map { instance in
        var draw = Draws(seed: seed, category: category, instance: instance)
        return switch category {
        case .animal: Toy.animal(&draw)
        case .human: Toy.human(&draw)
        case .airplane: Toy.airplane(&draw)
        case .truck: Toy.truck(&draw)
        case .car: Toy.car(&draw)
        }
      }
    }
  }

  /// The index of a scene's toy in `toys`.
  func index(of scene: Scene) -> Int {
    scene.category.rawValue * Scene.instanceCount + scene.instance
  }
}

import ArrayFiles
import Reporting
import Training

extension TrainingRun {
  /// Writes `images/reconstructions.png`, `samples.png` and `traversals.png` where the family has a
  /// decoder; of a rendered stand-in the names begin with `stand-in-`.
  func writePictures(_ report: (RunEvent) -> Void) throws {
    guard settings.family != .es else { return }
    let images = data.dataset.test
    let columns = PictureRun.defaultCount(for: images)
    let rows = PictureRows.choose(PictureRun.rowPairs * columns, of: images.count, seed: nil)
    let reconstructions = try GreyImage.reconstructions(
      of: images, rows: rows, by: predictor, columns: columns)
    let generator = try Generator(settings.makeModel(), on: device.executor)
    let samples = try GreyImage.samples(from: generator, columns: columns, seed: settings.seed)
    let traversals = try Traversal(of: images, row: 0, by: predictor)
      .picture(from: generator, columns: columns)
    for (name, picture) in [
      ("reconstructions", reconstructions), ("samples", samples), ("traversals", traversals),
    ] {
      let path = try directory.image("\(data.dataset.isStandIn ? "stand-in-" : "")\(name).png")
      try AtomicFile.write(
        picture.png(description: data.dataset.title), to: path)
      report(.message("picture of \(data.dataset.title): \(path)"))
    }
  }
}

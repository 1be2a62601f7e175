import Datasets
import Files
import Reporting
import Training

extension TrainingRun {
  /// Writes `images/reconstructions.png`, `samples.png` and `traversals.png` where the data are
  /// images and the family has a decoder; of a rendered stand-in the names begin with `stand-in-`.
  func writePictures(_ report: (RunEvent) -> Void) throws {
    guard settings.family != .es, let dataset = data.dataset as? ImageDataset else { return }
    let images = dataset.test
    let columns = PictureRun.defaultCount(for: images)
    let rows = PictureRows.choose(PictureRun.rowPairs * columns, of: images.count, seed: nil)
    let reconstructions = try GreyImage.reconstructions(
      of: images, rows: rows, by: predictor, columns: columns)
    let generator = try Generator(settings.makeModel(for: description), on: device.executor)
    let samples = try GreyImage.samples(from: generator, columns: columns, seed: settings.seed)
    let traversals = try Traversal(of: images, row: 0, by: predictor)
      .picture(from: generator, columns: columns)
    for (name, picture) in [
      ("reconstructions", reconstructions), ("samples", samples), ("traversals", traversals),
    ] {
      let path = try directory.image("\(dataset.isStandIn ? "stand-in-" : "")\(name).png")
      try AtomicFile.write(
        picture.png(description: dataset.title), to: path)
      report(.message("picture of \(dataset.title): \(path)"))
    }
  }
}

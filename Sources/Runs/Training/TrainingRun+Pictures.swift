import Datasets
import Files
import Reporting
import Training

extension TrainingRun {
  /// Writes `images/reconstructions.png`, `samples.png` and `traversals.png` where the data are
  /// images and the family has a decoder; of a rendered stand-in the names begin with `stand-in-`.
  func writePictures(_ report: (RunEvent) -> Void) throws {
    guard settings.family != .es, description.kind == .image else { return }
    let dataset: any SampleDataset = data.dataset
    let images: any LabelledSamples = dataset.test
    let tiles = PictureTiles(description)
    let columns = tiles.defaultColumns
    let generator = try makeGenerator()
    var pictures = [
      ("samples", try tiles.samples(from: generator, columns: columns, seed: settings.seed))
    ]
    // Data of one's own may have no test images.
    if images.count > 0 {
      let rows = PictureRows.choose(PictureRun.rowPairs * columns, of: images.count, seed: nil)
      let reconstructions = try tiles.reconstructions(
        of: images, rows: rows, by: predictor, columns: columns)
      let traversals = try Traversal(of: images, row: 0, by: predictor)
        .picture(from: generator, as: tiles, columns: columns)
      pictures = [("reconstructions", reconstructions)] + pictures + [("traversals", traversals)]
    }
    for (name, picture) in pictures {
      let path = try directory.image("\(dataset.isStandIn ? "stand-in-" : "")\(name).png")
      try AtomicFile.write(
        picture.png(description: dataset.title), to: path, on: directory.fileSystem)
      report(.message("picture of \(dataset.title): \(path)"))
    }
  }
}

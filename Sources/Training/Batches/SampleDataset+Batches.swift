public import Datasets

extension SampleDataset {
  /// Training batches: half labelled and half unlabelled rows (section 2.3) where there are both, as
  /// after `keepingLabels` or in data of one's own, otherwise all rows.
  ///
  /// - Parameters:
  ///   - size: rows per batch.
  ///   - mode: `unsupervised` ignores all labels, `supervised` all unlabelled rows.
  /// - Throws: `DatasetError` of kind `usage` where there is no row to draw.
  public func batches(
    of size: Int, seed: UInt64, mode: BatchSampler.Mode = .semiSupervised
  ) throws(DatasetError) -> SampleBatches {
    let (labelled, unlabelled) =
      if let labelSplit {
        (labelSplit.indices, try labelSplit.unlabelledRows())
      } else {
        (
          (0..<train.count).filter(train.isLabelled),
          (0..<train.count).filter { !train.isLabelled($0) }
        )
      }
    return SampleBatches(
      train,
      sampler: try BatchSampler(
        rowCount: train.count, labelled: labelled, unlabelled: unlabelled, batchSize: size,
        mode: mode, seed: seed))
  }
}

extension KnownDataset {
  /// Training batches of all rows, labelled; see `SampleDataset.batches(of:seed:mode:)`.
  public func batches(
    of size: Int, seed: UInt64, mode: BatchSampler.Mode = .semiSupervised
  ) throws(DatasetError) -> SampleBatches {
    try dataset.batches(of: size, seed: seed, mode: mode)
  }
}

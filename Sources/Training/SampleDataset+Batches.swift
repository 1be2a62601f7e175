public import Datasets

extension SampleDataset {
  /// Training batches: half labelled and half unlabelled rows where the labels were reduced by
  /// `keepingLabels`, else all rows, labelled.
  ///
  /// - Parameters:
  ///   - size: rows of a batch.
  ///   - mode: how rows are put together; `unsupervised` uses no label, `supervised` nothing else.
  /// - Throws: `DatasetError` of kind `usage` where there is no row to draw.
  public func batches(
    of size: Int, seed: UInt64, mode: BatchSampler.Mode = .semiSupervised
  ) throws(DatasetError) -> SampleBatches {
    let unlabelled = try labelSplit?.unlabelledRows() ?? []
    return SampleBatches(
      train,
      sampler: try BatchSampler(
        rowCount: train.count, labelled: labelSplit?.indices ?? Array(0..<train.count),
        unlabelled: unlabelled, batchSize: size, mode: mode, seed: seed))
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

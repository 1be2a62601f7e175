package import Training

extension TrainingRun {
  /// The decoder of the model as it is.
  ///
  /// - Precondition: the family has a decoder.
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice.
  package func makeGenerator() throws -> Generator {
    try Generator(settings.makeModel(for: description), on: device.executor)
  }
}

/// What the tool's own entry point calls to learn of all benchmarks.
let benchmarks: @Sendable () -> Void = {
  matrixProductBenchmarks()
  convolutionBenchmarks()
  reductionBenchmarks()
  batchNormalizationBenchmarks()
  lossBenchmarks()
  gaussianSampleBenchmarks()
  lstmBenchmarks()
  dropoutBenchmarks()
  rmspropUpdateBenchmarks()
  stepBenchmarks()
}

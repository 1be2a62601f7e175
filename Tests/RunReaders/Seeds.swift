import Foundation
import Models
import Runs
import Training

/// An architecture with headers in place of inline tables.
let sections = """
  latent = 3
  decoder_reads = "z"
  observation = 'gaussian'
  minimum_deviation = 1e-2
  output_kernel = 3
  decoder = "mirror"

  [[encoder]]
  layer = "convolution"
  channels = 8 # pictures
  kernel = 3
  stride = 2
  activation = "relu"

  [[encoder]]
  layer = "batch_norm"

  [[encoder]]
  layer = "dropout"
  rate = 0.5
  """

/// A data set, a model, and changes to its settings.
private let configurations: [(DatasetName, ModelName, [String])] = [
  (
    .mnist, .dense,
    [
      "labels=1000", "maxSteps=7", "optimizer=adam", "learningRateSchedule=step:100", "clipNorm=1",
      "splitSeed=18446744073709551615", "latent=2", "width=0.5", "validationShare=0.1",
      "patience=3", "augmentShift=2", "augmentFlip=true", "augmentNoise=0.1", "klWarmUp=10",
      "classWeights=balanced",
    ]
  ),
  (.uciHAR, .rnn, ["channels=9", "acceleration=total", "checkpointEvery=5", "evaluateEvery=5"]),
  (.smallNORB, .norb, ["labelledHeads=category,lighting", "split=instances", "depth=2"]),
]

/// `config.json` as runs write it, and one of own data.
func savedConfigurations(in parent: String) throws -> [[UInt8]] {
  let folder = "\(parent)/run"
  let saved = try configurations.map { dataset, model, changes in
    var settings = Settings(dataset, data: "/data", model: model)
    for change in changes { try settings.set(change) }
    _ = try RunDirectory(at: folder, .overwrite, configuration: settings)
    return Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/config.json")))
  }
  return saved + [Array(ownConfiguration.utf8)]
}

private let ownConfiguration = """
  {"format": "continuum run 1", "dataset": "own", "family": "eu", "xKey": "x", "yKey": "y",
  "model": "encoder = [{ layer = \"dense\", units = 4 }]", "kind": "table",
  "labelColumn": ["a", "b"], "groupColumn": "g", "unlabelledValue": "?", "testShare": 0.25}
  """

let logs = [
  MetricsLog.header
    + "\n1,10,train,0.5,0.25,1e-300,2.0,,\n1,10,test,,,,,0.5,inf\n2,20,train,-1,,,,,\n",
  MetricsLog.header
    + ",sparsity,decay\r\n1,10,train,4,,2,,,,0.5,0.25\r\n1,10,test,,,,,0.5,\r\n3,30",
]

let states = [
  """
  {"format": 1, "step": 8, "epoch": 1, "seed": 3, "bestMetric": 0.5,
  "position": {"labelled": {"pass": 0, "index": 4}, "unlabelled": {"pass": 1, "index": 0}},
  "losses": {"steps": 2, "sums": {"total": 1.5, "kl": "inf"}},
  "patience": {"best": 1, "evaluations": 2, "losses": {"steps": 0, "sums": {}}},
  "tuning": {"entries": {"matrixProduct 4x6x784 NN": {"tile": 8}}, "implementations": {"a": "b"}}}
  """
]

let indices = [
  #"{"format": 1, "last": "step-8", "best": "step-9"}"#,
  #"{"format": 1, "last": "step-7", "best": null}"#,
]

/// A way to compute some direction of a convolution on one kernel family, as `Algorithm` says.
///
/// `ConvolutionProblem.algorithms` is the list. Statistics of the result may be left to a pass over the
/// result (`ConvolutionProblem.statistics`).
protocol ConvolutionAlgorithm: Algorithm where Problem == ConvolutionProblem {}

// One line per kernel file: its Swift name and the files that it needs.
extension KernelSource {
  package static let prelude = KernelSource(stem: "Prelude", bytes: PackageResources.Prelude_cl)
  package static let activation = KernelSource(
    stem: "Activation", bytes: PackageResources.Activation_cl)
  package static let activate = KernelSource(
    stem: "Activate", bytes: PackageResources.Activate_cl, including: [activation])
  package static let vectors = KernelSource(
    stem: "Vectors", bytes: PackageResources.Vectors_cl)
  package static let multiTensor = KernelSource(
    stem: "MultiTensor", bytes: PackageResources.MultiTensor_cl, including: [vectors])
  package static let moments = KernelSource(
    stem: "Moments", bytes: PackageResources.Moments_cl)
  package static let partialMoments = KernelSource(
    stem: "PartialMoments", bytes: PackageResources.PartialMoments_cl)
  package static let momentsMerge = KernelSource(
    stem: "MomentsMerge", bytes: PackageResources.MomentsMerge_cl,
    including: [vectors, partialMoments])
  package static let batchNormalization = KernelSource(
    stem: "BatchNormalization", bytes: PackageResources.BatchNormalization_cl,
    including: [vectors, rowStreams, moments])
  package static let rowStreams = KernelSource(
    stem: "RowStreams", bytes: PackageResources.RowStreams_cl)
  package static let gradOutput = KernelSource(
    stem: "GradOutput", bytes: PackageResources.GradOutput_cl, including: [activation])
  package static let batchNormalizationGradient = KernelSource(
    stem: "BatchNormalizationGradient", bytes: PackageResources.BatchNormalizationGradient_cl,
    including: [gradOutput, vectors, rowStreams, workGroupSum])
  package static let workGroupSum = KernelSource(
    stem: "WorkGroupSum", bytes: PackageResources.WorkGroupSum_cl)
  package static let gradientSumsMerge = KernelSource(
    stem: "GradientSumsMerge", bytes: PackageResources.GradientSumsMerge_cl,
    including: [gradOutput, vectors, workGroupSum])
  package static let normalize = KernelSource(
    stem: "Normalize", bytes: PackageResources.Normalize_cl,
    including: [activation, vectors, rowStreams])
  package static let batchNormalizationInputGradient = KernelSource(
    stem: "BatchNormalizationInputGradient",
    bytes: PackageResources.BatchNormalizationInputGradient_cl,
    including: [gradOutput, vectors, rowStreams])
  package static let movingAverage = KernelSource(
    stem: "MovingAverage", bytes: PackageResources.MovingAverage_cl, including: [multiTensor])
  package static let philox = KernelSource(
    stem: "Philox", bytes: PackageResources.Philox_cl)
  package static let dropout = KernelSource(
    stem: "Dropout", bytes: PackageResources.Dropout_cl, including: [philox])
  package static let gaussianSample = KernelSource(
    stem: "GaussianSample", bytes: PackageResources.GaussianSample_cl, including: [philox])
  package static let partialLoss = KernelSource(
    stem: "PartialLoss", bytes: PackageResources.PartialLoss_cl, including: [workGroupSum])
  package static let lossSum = KernelSource(
    stem: "LossSum", bytes: PackageResources.LossSum_cl, including: [vectors, workGroupSum])
  package static let lossTotal = KernelSource(
    stem: "LossTotal", bytes: PackageResources.LossTotal_cl)
  package static let logOnePlus = KernelSource(
    stem: "LogOnePlus", bytes: PackageResources.LogOnePlus_cl)
  package static let bernoulliLoss = KernelSource(
    stem: "BernoulliLoss", bytes: PackageResources.BernoulliLoss_cl,
    including: [vectors, partialLoss, logOnePlus])
  package static let gaussianLoss = KernelSource(
    stem: "GaussianLoss", bytes: PackageResources.GaussianLoss_cl,
    including: [vectors, partialLoss, logOnePlus])
  package static let klDivergence = KernelSource(
    stem: "KLDivergence", bytes: PackageResources.KLDivergence_cl,
    including: [vectors, partialLoss])
  package static let maskedCrossEntropy = KernelSource(
    stem: "MaskedCrossEntropy", bytes: PackageResources.MaskedCrossEntropy_cl,
    including: [workGroupSum])
  package static let rmspropUpdate = KernelSource(
    stem: "RMSpropUpdate", bytes: PackageResources.RMSpropUpdate_cl, including: [multiTensor])
  package static let rmspropMomentumUpdate = KernelSource(
    stem: "RMSpropMomentumUpdate", bytes: PackageResources.RMSpropMomentumUpdate_cl,
    including: [multiTensor])
  package static let momentumUpdate = KernelSource(
    stem: "MomentumUpdate", bytes: PackageResources.MomentumUpdate_cl, including: [multiTensor])
  package static let adamUpdate = KernelSource(
    stem: "AdamUpdate", bytes: PackageResources.AdamUpdate_cl, including: [multiTensor])
  package static let lossScaling = KernelSource(
    stem: "LossScaling", bytes: PackageResources.LossScaling_cl, including: [multiTensor])
  package static let rowSpans = KernelSource(stem: "RowSpans", bytes: PackageResources.RowSpans_cl)
  package static let elementwiseBinary = KernelSource(
    stem: "ElementwiseBinary", bytes: PackageResources.ElementwiseBinary_cl, including: [rowSpans])
  package static let scale = KernelSource(
    stem: "Scale", bytes: PackageResources.Scale_cl, including: [rowSpans])
  package static let rowLanes = KernelSource(
    stem: "RowLanes", bytes: PackageResources.RowLanes_cl)
  package static let softmax = KernelSource(
    stem: "Softmax", bytes: PackageResources.Softmax_cl, including: [vectors, rowLanes])
  package static let logSoftmax = KernelSource(
    stem: "LogSoftmax", bytes: PackageResources.LogSoftmax_cl, including: [vectors, rowLanes])
  package static let concatenate = KernelSource(
    stem: "Concatenate", bytes: PackageResources.Concatenate_cl, including: [multiTensor])
  package static let slice = KernelSource(
    stem: "Slice", bytes: PackageResources.Slice_cl, including: [rowSpans])
  package static let peakFlops = KernelSource(
    stem: "PeakFlops", bytes: PackageResources.PeakFlops_cl, including: [vectors])
  package static let peakBandwidth = KernelSource(
    stem: "PeakBandwidth", bytes: PackageResources.PeakBandwidth_cl, including: [vectors])
  package static let convolutionLayout = KernelSource(
    stem: "ConvolutionLayout", bytes: PackageResources.ConvolutionLayout_cl)
  package static let convolutionEpilogue = KernelSource(
    stem: "ConvolutionEpilogue", bytes: PackageResources.ConvolutionEpilogue_cl,
    including: [activation, vectors])
  package static let convolutionPrologue = KernelSource(
    stem: "ConvolutionPrologue", bytes: PackageResources.ConvolutionPrologue_cl,
    including: [activation, vectors])
  package static let convolutionStatistics = KernelSource(
    stem: "ConvolutionStatistics", bytes: PackageResources.ConvolutionStatistics_cl,
    including: [vectors, convolutionLayout, gradOutput])
  package static let convolutionGPUStatistics = KernelSource(
    stem: "ConvolutionGPUStatistics", bytes: PackageResources.ConvolutionGPUStatistics_cl,
    including: [convolutionStatistics, partialMoments])
  package static let convolutionTile = KernelSource(
    stem: "ConvolutionTile", bytes: PackageResources.ConvolutionTile_cl,
    including: [convolutionEpilogue, convolutionStatistics])
  package static let convolutionForward = KernelSource(
    stem: "ConvolutionForward", bytes: PackageResources.ConvolutionForward_cl,
    including: [convolutionTile])
  package static let convolutionInputGradient = KernelSource(
    stem: "ConvolutionInputGradient", bytes: PackageResources.ConvolutionInputGradient_cl,
    including: [convolutionTile])
  package static let convolutionFilterGradient = KernelSource(
    stem: "ConvolutionFilterGradient", bytes: PackageResources.ConvolutionFilterGradient_cl,
    including: [vectors, convolutionLayout])
  package static let winograd = KernelSource(
    stem: "Winograd", bytes: PackageResources.Winograd_cl,
    including: [vectors, convolutionLayout])
  package static let winogradTransforms = KernelSource(
    stem: "WinogradTransforms", bytes: PackageResources.WinogradTransforms_cl,
    including: [winograd])
  package static let winogradPatches = KernelSource(
    stem: "WinogradPatches", bytes: PackageResources.WinogradPatches_cl,
    including: [winogradTransforms])
  package static let winogradQuads = KernelSource(
    stem: "WinogradQuads", bytes: PackageResources.WinogradQuads_cl, including: [winogradPatches])
  package static let winogradWeights = KernelSource(
    stem: "WinogradWeights", bytes: PackageResources.WinogradWeights_cl,
    including: [winogradTransforms])
  package static let winogradConvolution = KernelSource(
    stem: "WinogradConvolution", bytes: PackageResources.WinogradConvolution_cl,
    including: [convolutionEpilogue, convolutionStatistics, winogradWeights, winogradQuads])
  package static let winogradFilterGradient = KernelSource(
    stem: "WinogradFilterGradient", bytes: PackageResources.WinogradFilterGradient_cl,
    including: [winogradPatches])
  package static let convolutionWeightPacking = KernelSource(
    stem: "ConvolutionWeightPacking", bytes: PackageResources.ConvolutionWeightPacking_cl)
  package static let convolutionFloat4 = KernelSource(
    stem: "ConvolutionFloat4", bytes: PackageResources.ConvolutionFloat4_cl, including: [vectors])
  package static let convolutionKTiles = KernelSource(
    stem: "ConvolutionKTiles", bytes: PackageResources.ConvolutionKTiles_cl,
    including: [convolutionFloat4])
  package static let convolutionTiled = KernelSource(
    stem: "ConvolutionTiled", bytes: PackageResources.ConvolutionTiled_cl,
    including: [
      convolutionPrologue, convolutionEpilogue, convolutionKTiles, convolutionGPUStatistics,
    ])
  package static let convolutionFilterTiled = KernelSource(
    stem: "ConvolutionFilterTiled", bytes: PackageResources.ConvolutionFilterTiled_cl,
    including: [convolutionPrologue, convolutionKTiles])
  package static let convolutionDirect = KernelSource(
    stem: "ConvolutionDirect", bytes: PackageResources.ConvolutionDirect_cl,
    including: [
      convolutionPrologue, convolutionEpilogue, convolutionFloat4, convolutionGPUStatistics,
    ])
  package static let winogradGPUTransforms = KernelSource(
    stem: "WinogradGPUTransforms", bytes: PackageResources.WinogradGPUTransforms_cl,
    including: [convolutionLayout])
  package static let winogradGPU = KernelSource(
    stem: "WinogradGPU", bytes: PackageResources.WinogradGPU_cl,
    including: [
      convolutionPrologue, convolutionEpilogue, convolutionFloat4, convolutionGPUStatistics,
      winogradGPUTransforms,
    ])
  package static let matrixProductPanels = KernelSource(
    stem: "MatrixProductPanels", bytes: PackageResources.MatrixProductPanels_cl)
  package static let matrixProduct = KernelSource(
    stem: "MatrixProduct", bytes: PackageResources.MatrixProduct_cl,
    including: [activation, vectors, matrixProductPanels])
  package static let matrixProductEpilogue = KernelSource(
    stem: "MatrixProductEpilogue", bytes: PackageResources.MatrixProductEpilogue_cl,
    including: [activation])
  package static let matrixProductStages = KernelSource(
    stem: "MatrixProductStages", bytes: PackageResources.MatrixProductStages_cl,
    including: [matrixProductEpilogue])
  package static let matrixProductTallSkinny = KernelSource(
    stem: "MatrixProductTallSkinny", bytes: PackageResources.MatrixProductTallSkinny_cl,
    including: [activation, vectors])
  package static let matrixProductLargeK = KernelSource(
    stem: "MatrixProductLargeK", bytes: PackageResources.MatrixProductLargeK_cl,
    including: [vectors])
  package static let matrixProductKTiles = KernelSource(
    stem: "MatrixProductKTiles", bytes: PackageResources.MatrixProductKTiles_cl)
  package static let matrixProductGPU = KernelSource(
    stem: "MatrixProductGPU", bytes: PackageResources.MatrixProductGPU_cl,
    including: [matrixProductEpilogue, matrixProductKTiles])
  package static let mma = KernelSource(
    stem: "MMA", bytes: PackageResources.MMA_cl)
  package static let mmaProbe = KernelSource(
    stem: "MMAProbe", bytes: PackageResources.MMAProbe_cl, including: [mma])
  package static let mmaTile = KernelSource(
    stem: "MMATile", bytes: PackageResources.MMATile_cl, including: [mma])
  package static let matrixProductMMA = KernelSource(
    stem: "MatrixProductMMA", bytes: PackageResources.MatrixProductMMA_cl,
    including: [convolutionEpilogue, mmaTile])
  package static let convolutionMMA = KernelSource(
    stem: "ConvolutionMMA", bytes: PackageResources.ConvolutionMMA_cl,
    including: [convolutionEpilogue, convolutionLayout, mmaTile])
  package static let convolutionFilterMMA = KernelSource(
    stem: "ConvolutionFilterMMA", bytes: PackageResources.ConvolutionFilterMMA_cl,
    including: [mmaTile])
  package static let reduction = KernelSource(
    stem: "Reduction", bytes: PackageResources.Reduction_cl, including: [vectors, workGroupSum])
  package static let broadcast = KernelSource(
    stem: "Broadcast", bytes: PackageResources.Broadcast_cl)
  package static let lstmCell = KernelSource(
    stem: "LSTMCell", bytes: PackageResources.LSTMCell_cl)
  package static let lstm = KernelSource(
    stem: "LSTM", bytes: PackageResources.LSTM_cl, including: [lstmCell])
  package static let lstmGradient = KernelSource(
    stem: "LSTMGradient", bytes: PackageResources.LSTMGradient_cl, including: [lstmCell])
  package static let lstmGPUParts = KernelSource(
    stem: "LSTMGPUParts", bytes: PackageResources.LSTMGPUParts_cl, including: [lstmCell])
  package static let lstmGPU = KernelSource(
    stem: "LSTMGPU", bytes: PackageResources.LSTMGPU_cl, including: [lstmGPUParts])
  package static let lstmGPUGradient = KernelSource(
    stem: "LSTMGPUGradient", bytes: PackageResources.LSTMGPUGradient_cl,
    including: [lstmGPUParts])
  package static let lstmPacking = KernelSource(
    stem: "LSTMPacking", bytes: PackageResources.LSTMPacking_cl)
  package static let solidDistance = KernelSource(
    stem: "SolidDistance", bytes: PackageResources.SolidDistance_cl, including: [vectors])
  package static let rayMarching = KernelSource(
    stem: "RayMarching", bytes: PackageResources.RayMarching_cl, including: [solidDistance])
  package static let renderScene = KernelSource(
    stem: "RenderScene", bytes: PackageResources.RenderScene_cl, including: [rayMarching])
}

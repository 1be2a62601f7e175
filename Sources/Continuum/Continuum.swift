// The library as users import it: one name for all of its modules.

@_exported public import Benchmarking
@_exported public import Compute
@_exported public import Datasets
@_exported public import Devices
@_exported public import Evaluation
@_exported public import Execution
@_exported public import Experiments
@_exported public import Files
@_exported public import Graphs
@_exported public import Layers
@_exported public import Models
@_exported public import Operations
@_exported public import Reporting
@_exported public import Runs
@_exported public import Training
@_exported public import Tuning

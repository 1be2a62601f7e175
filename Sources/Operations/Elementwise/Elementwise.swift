public import Graphs

// What the fusion pass may compute in another shape than the graph says.

extension Reshape: ShapeChange {}

extension Activate: Elementwise {}

extension ActivationGradient: Elementwise {}

extension Scale: Elementwise {}

/// Only where nothing is repeated.
extension ElementwiseBinary: Elementwise {}

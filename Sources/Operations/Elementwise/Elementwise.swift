import Graphs

// The operations that the fusion pass may move across a change of shape.

extension Reshape: ShapeChange {}

extension Activate: Elementwise {}

extension ActivationGradient: Elementwise {}

extension Scale: Elementwise {}

/// Only where nothing is repeated.
extension ElementwiseBinary: Elementwise {}

public import Runs

/// Figure 2: digits of every class in the styles that the model has learned of MNIST.
public typealias Figure2 = FigureOfClasses<GeneratedDigits>

/// The subject of figure 2.
public enum GeneratedDigits: FigureSubject {
  public static let name = "figure2"
  public static let dataset = DatasetName.mnist
  public static let leastShare = 0.95
}

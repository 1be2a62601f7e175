public import Runs

/// Figure 3: articles of every class in the styles that the model has learned of Fashion-MNIST.
public typealias Figure3 = FigureOfClasses<GeneratedArticles>

/// The subject of figure 3.
public enum GeneratedArticles: FigureSubject {
  public static let name = "figure3"
  public static let dataset = DatasetName.fashionMNIST
  /// Shirts, pullovers and coats are told apart in nine of ten photographs at best.
  public static let leastShare = 0.75
}

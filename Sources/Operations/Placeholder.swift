public protocol Ev { func ev<S: BinaryFloatingPoint>(_ x: [S]) -> S }
public struct Q: Ev {
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func ev<S: BinaryFloatingPoint>(_ x: [S]) -> S { var a: S = 0; for v in x { a += v * v }; return a }
}

import Basics
import Testing

@Suite("Array+Nearest") struct ArrayNearestTests {
  private let names = ["kernel", "stride", "channels", "Name", "activation"]

  @Test func theThreeWithFewestEdits() {
    #expect(names.nearest(to: "kernels").first == "kernel")
    #expect(names.nearest(to: "name").first == "Name")
    #expect(names.nearest(to: "x").count == 3)
    #expect(["b", "a"].nearest(to: "c") == ["a", "b"])
    #expect([String]().nearest(to: "a").isEmpty)
  }
}

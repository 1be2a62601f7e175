import Devices
import Testing

@Suite("SelfCheckOutcome") struct SelfCheckOutcomeTests {
  @Test func aDeviationIsSaidInTwoDigits() {
    #expect(
      SelfCheckOutcome(subject: "LSTMs", deviation: 0.43219).fault
        == "computes LSTMs wrongly (off by 0.43)")
    #expect(
      SelfCheckOutcome(subject: "losses", deviation: 1.0364592e-7).finding == "off by 1e-07")
    #expect(
      SelfCheckOutcome(subject: "LSTMs", deviation: .infinity).fault
        == "cannot compute LSTMs (its results are not finite)")
    #expect(
      SelfCheckOutcome(subject: "losses", failure: "clBuildProgram returned X (-11)").fault
        == "cannot compute losses (clBuildProgram returned X (-11))")
  }

  @Test func roundingPassesAndNothingElse() {
    #expect(SelfCheckOutcome(subject: "losses", deviation: 1e-6).passes)
    #expect(!SelfCheckOutcome(subject: "losses", deviation: 1e-3).passes)
    #expect(!SelfCheckOutcome(subject: "losses", deviation: .nan).passes)
    #expect(!SelfCheckOutcome(subject: "losses", failure: "no log").passes)
  }
}

import Foundation
import Reporting
import Testing

@Suite("Pages")
struct HTMLPageTests {
  @Test("what means something in HTML is shown as it is")
  func escaping() {
    #expect("<a href='x'>&\"".escapedForXML == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;")
    #expect("z̄ μ ±\tnew\nline".escapedForXML == "z̄ μ ±\tnew\nline")
    #expect("\u{0}\u{7f}\u{ffff}".escapedForXML == "\u{fffd}\u{fffd}\u{fffd}")
    var page = HTMLPage("<title>")
    page.add(paragraph: "<script>")
    page.add(png: [1, 2, 3], name: "\"><script>", caption: "<script>")
    #expect(!page.html.contains("<script>") && page.html.contains("<title>&lt;title&gt;</title>"))
  }

  @Test("a page needs no other file")
  func isWhole() {
    var page = HTMLPage("page")
    page.add(png: [0xfb, 0xff, 0x00], name: "a.png")
    page.add([
      Plot("plot", horizontal: Plot.Axis("x"), vertical: Plot.Axis("y"), series: [])
    ])
    #expect(page.html.contains("src=\"data:image/png;base64,+/8A\""))
    #expect(page.html.contains("<svg ") && !page.html.contains("href"))
    #expect(page.html == page.html)
  }

  @Test("columns of numbers are aligned to the right")
  func tables() {
    var table = HTMLTable(["name", "value"])
    table.add(["first", "1,000 ± 0.5"])
    table.add(["2", "–"])
    #expect(table.html.contains("<td class=\"number\">1,000 ± 0.5</td>"))
    #expect(table.html.contains("<td>2</td>") && table.html.contains("<td>first</td>"))
    #expect(table.html.contains("<th class=\"number\">value</th>"))
  }

  @Test("a dark ground has white text")
  func shades() {
    var table = HTMLTable([])
    table.add([HTMLTable.Cell("a", shade: 0), .init("b", shade: 0.01), .init("c", shade: 1)])
    #expect(table.html.contains("<td>a</td>"))
    #expect(table.html.contains("background:rgb(230,239,245)\">b"))
    #expect(table.html.contains("background:rgb(0,92,158);color:#fff\">c"))
  }

  @Test("a table of Markdown becomes one of the page")
  func markdown() {
    var page = HTMLPage("page")
    page.add(
      markdown: "before <b>\n\n| model | accuracy |\n|---|---|\n| ss | 0.9 |\n| – | – |\nafter")
    #expect(page.html.contains("<p>before &lt;b&gt;</p>") && page.html.contains("<p>after</p>"))
    #expect(page.html.contains("<th>model</th><th class=\"number\">accuracy</th>"))
    #expect(page.html.contains("<td>ss</td><td class=\"number\">0.9</td>"))
    #expect(page.html.components(separatedBy: "<tr>").count == 4)
    page.add(markdown: "| last |\n|---|\n| row |")
    #expect(page.html.contains("<td>row</td>"))
  }
}
